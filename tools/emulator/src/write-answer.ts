import { createHash } from "node:crypto";
import type { Step } from "./choose-scenario.ts";
import { dimensionsOf } from "./dimensions.ts";
import type { Dimensions } from "./dimensions.ts";
import { drawPicture } from "./draw-picture.ts";
import { emulatedModel, emulatedModels } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import type { PictureBytes } from "./picture-bytes.ts";
import { hueOf } from "./hue-of.ts";
import { randomFrom } from "./random.ts";
import type { ReceivedRequest } from "./read-request.ts";
import type { PictureFlaw, PlannedAnswer, PlannedPart } from "./scenario.ts";
import { pictureMark } from "./answer-content.ts";
import type { AnswerContent } from "./answer-content.ts";
import { costMicrosOf, usageMetadataOf, wordsIn } from "./usage.ts";
import type { Tokens } from "./usage.ts";

/** A whole answer with status 200, and what it costs. */
export interface WrittenAnswer {
  content: AnswerContent;
  usage: Record<string, unknown>;
  costMicros: number;
  imageSha256: string[];
  modelVersion: string;
}

/** The call that is being answered. */
export interface AnsweredCall {
  id: string;
  responseId: string;
  model: EmulatedModel;
  request: ReceivedRequest;
  step: Step;
  /** 1, or 0.5 for what comes in a batch. */
  priceShare: number;
}

/** Writes the answer that a scenario plans: draws its pictures, counts its tokens, prices them. */
export function writeAnswer(
  plan: PlannedAnswer,
  call: AnsweredCall,
  options: EmulatorOptions,
): WrittenAnswer {
  const { model, request } = call;
  const size = request.imageSize ?? "1K";
  const wordless = plan.wordsNeedText && !request.modalities.includes("TEXT");
  // Without IMAGE among the modalities the provider draws nothing and talks.
  const parts = request.modalities.includes("IMAGE")
    ? plan.parts.filter((part) => !(wordless && "text" in part))
    : [{ text: "You asked for words alone." }];
  const drawn: DrawnSoFar = { imageSha256: [], pictures: [] };
  const written = parts.map((part, index) => writePart(part, index, call, options, drawn));

  const pictures = parts.filter((part) => "picture" in part).length;
  const tokens: Tokens = {
    promptText: wordsIn(request.prompt),
    promptImages: request.references.length * model.referenceTokens,
    answerText: parts.reduce(
      (sum, part) => sum + ("text" in part && !part.thought ? wordsIn(part.text) : 0),
      0,
    ),
    answerImages: pictures * (model.imageTokens[size] ?? 0),
    thoughts: plan.blockReason === undefined && model.thinks ? thoughtsOf(call.id, options) : 0,
  };
  const modelVersion = plan.otherModelVersion
    ? (call.step.argument ?? otherModelThan(model))
    : model.id;
  const usage = usageMetadataOf(tokens);
  return {
    content: {
      json: {
        ...candidatesOf(plan, written, wordless === true),
        ...(plan.blockReason !== undefined && {
          promptFeedback: { blockReason: plan.blockReason },
        }),
        ...(!plan.withoutUsage && { usageMetadata: usage }),
        modelVersion,
        responseId: call.responseId,
      },
      pictures: drawn.pictures,
    },
    usage,
    costMicros: costMicrosOf(emulatedModel(modelVersion) ?? model, tokens, call.priceShare),
    imageSha256: drawn.imageSha256,
    modelVersion,
  };
}

function candidatesOf(
  plan: PlannedAnswer,
  parts: unknown[],
  wordless: boolean,
): Record<string, unknown> {
  if (plan.hole === "no_candidates") return {};
  if (plan.hole === "empty_candidates") return { candidates: [] };
  const candidate = {
    ...contentOf(plan.hole, parts),
    ...(plan.finishReason !== undefined && { finishReason: plan.finishReason }),
    index: 0,
    ...(plan.finishMessage !== undefined && !wordless && { finishMessage: plan.finishMessage }),
  };
  return { candidates: [candidate] };
}

function contentOf(
  hole: Exclude<PlannedAnswer["hole"], "no_candidates" | "empty_candidates">,
  parts: unknown[],
): Record<string, unknown> {
  switch (hole) {
    case undefined:
      return { content: parts.length > 0 ? { parts, role: "model" } : {} };
    case "no_content":
      return {};
    case "empty_content":
      return { content: {} };
    case "null_parts":
      return { content: { parts: null, role: "model" } };
    case "empty_parts":
      return { content: { parts: [], role: "model" } };
    default:
      return hole satisfies never;
  }
}

function writePart(
  part: PlannedPart,
  index: number,
  call: AnsweredCall,
  options: EmulatorOptions,
  drawn: DrawnSoFar,
): Record<string, unknown> {
  const thought = part.thought ? { thought: true } : {};
  if ("text" in part) return { text: part.text, ...thought };
  const { mimeType, data } = pictureData(part.flaw ?? null, index, call, options, drawn);
  // The thinking models sign what they draw; a reader has to step over it.
  const signed =
    call.model.thinks && !part.thought ? { thoughtSignature: signatureOf(call.id, index) } : {};
  return { inlineData: { mimeType, data }, ...signed, ...thought };
}

interface DrawnSoFar {
  imageSha256: string[];
  pictures: PictureBytes[];
}

function pictureData(
  flaw: PictureFlaw | null,
  index: number,
  call: AnsweredCall,
  options: EmulatorOptions,
  drawn: DrawnSoFar,
): { mimeType: string; data: string } {
  const { model, request } = call;
  if (flaw === "not_a_picture") {
    const bytes = Buffer.from(`These are words and no picture (${call.id}).`);
    drawn.imageSha256.push(createHash("sha256").update(bytes).digest("hex"));
    return { mimeType: "image/png", data: bytes.toString("base64") };
  }
  const asked = options.tinyPictures
    ? { width: 64, height: 64 }
    : dimensionsOf(request.aspectRatio ?? "1:1", request.imageSize ?? "1K");
  const google = model.thinks ? "jpeg" : "png";
  const picture = drawPicture({
    dimensions: flaw === "wrong_size" ? otherDimensions(asked, call.step.argument) : asked,
    format:
      flaw === "wrong_mime"
        ? "jpeg"
        : options.pictureFormat === "as_google"
          ? google
          : options.pictureFormat,
    hue: hueOf({ ...request, model: model.id }, options),
    note: `${call.id} part ${index}`,
    bytes: flaw === "heavy" ? Number(call.step.argument ?? 60) * 750_000 : options.pictureBytes,
  });
  if (flaw === "bad_base64") {
    const data = Buffer.concat(picture.bytes.base64()).toString("latin1");
    return { mimeType: picture.mimeType, data: `${data.slice(0, 41)}!*${data.slice(42, -3)}` };
  }
  drawn.imageSha256.push(picture.bytes.sha256());
  drawn.pictures.push(picture.bytes);
  return {
    mimeType: flaw === "wrong_mime" ? "image/png" : picture.mimeType,
    data: pictureMark(drawn.pictures.length - 1),
  };
}

function otherDimensions(asked: Dimensions, argument: string | null): Dimensions {
  const [, width, height] = /^(\d{1,4})x(\d{1,4})$/u.exec(argument ?? "") ?? [];
  if (width !== undefined && height !== undefined)
    return { width: Number(width), height: Number(height) };
  return { width: asked.width / 2, height: asked.height };
}

function otherModelThan(model: EmulatedModel): string {
  return emulatedModels.find((other) => other.id !== model.id && !other.shutDown)?.id ?? model.id;
}

function thoughtsOf(callId: string, options: EmulatorOptions): number {
  const { thinkingTokens, seed } = options;
  if (typeof thinkingTokens === "number") return thinkingTokens;
  const { min, max } = thinkingTokens;
  return min + Math.floor(randomFrom(seed, "thoughts", callId) * (max - min + 1));
}

function signatureOf(callId: string, index: number): string {
  return createHash("sha256").update(`${callId}/${index}`).digest("base64");
}
