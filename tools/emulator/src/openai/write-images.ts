import { createHash } from "node:crypto";
import { pictureMark } from "../answer-content.ts";
import type { AnswerContent } from "../answer-content.ts";
import type { Step } from "../choose-scenario.ts";
import { drawPicture } from "../draw-picture.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import type { PictureBytes } from "../picture-bytes.ts";
import { randomFrom } from "../random.ts";
import type { PictureFlaw, PlannedAnswer } from "../scenario.ts";
import { wordsIn } from "../usage.ts";
import { pictureTokensOf } from "./models.ts";
import type { EmulatedImageModel } from "./models.ts";
import type { ImageWish } from "./read-image-request.ts";

/** What is drawn by a model of OpenAI's. */
export interface ImageDrawing {
  model: EmulatedImageModel;
  request: ImageWish;
}

/** A whole answer with status 200, and what it costs. */
export interface WrittenImages {
  content: AnswerContent;
  usage: Record<string, unknown>;
  costMicros: number;
  imageSha256: string[];
}

/** Writes the answer that a scenario plans: draws its pictures, counts its tokens, prices them. */
export function writeImages(
  plan: PlannedAnswer,
  call: ImageDrawing & { id: string; step: Step },
  options: EmulatorOptions,
): WrittenImages {
  const { model, request } = call;
  const imageSha256: string[] = [];
  const pictures: PictureBytes[] = [];
  const planned = plan.parts.filter((part) => "picture" in part);
  // What Google marks as a draft of its thoughts has no like here.
  const data = planned.map((part, index) => ({
    b64_json: pictureData(part.flaw ?? null, index, call, options, { imageSha256, pictures }),
  }));
  const words =
    wordsIn(request.prompt) +
    model.addedWords.request +
    request.references.length * model.addedWords.reference;
  const references = request.references.length * model.referenceTokens;
  const drawn = data.length * (pictureTokensOf(model, request.quality, request.dimensions) ?? 0);
  const usage = {
    input_tokens: words + references,
    input_tokens_details: { image_tokens: references, text_tokens: words },
    output_tokens: drawn,
    output_tokens_details: { image_tokens: drawn, text_tokens: 0 },
    total_tokens: words + references + drawn,
  };
  const { centsPerMillion: cents } = model;
  const hundredths = words * cents.words + references * cents.references + drawn * cents.pictures;
  return {
    content: {
      json: {
        created: 1_790_000_000,
        background: "opaque",
        data,
        output_format: options.pictureFormat === "jpeg" ? "jpeg" : "png",
        quality: request.quality,
        size: request.imageSize,
        ...(!plan.withoutUsage && { usage }),
      },
      pictures,
    },
    usage,
    costMicros: Math.ceil(hundredths / 100),
    imageSha256,
  };
}

function pictureData(
  flaw: PictureFlaw | null,
  index: number,
  call: ImageDrawing & { id: string; step: Step },
  options: EmulatorOptions,
  drawn: { imageSha256: string[]; pictures: PictureBytes[] },
): string {
  const { model, request, step } = call;
  if (flaw === "not_a_picture") {
    const bytes = Buffer.from(`These are words and no picture (${call.id}).`);
    drawn.imageSha256.push(createHash("sha256").update(bytes).digest("hex"));
    return bytes.toString("base64");
  }
  const asked = options.tinyPictures ? { width: 64, height: 64 } : request.dimensions;
  const picture = drawPicture({
    dimensions: flaw === "wrong_size" ? { ...asked, width: asked.width / 2 } : asked,
    format: flaw === "wrong_mime" || options.pictureFormat === "jpeg" ? "jpeg" : "png",
    hue: randomFrom(
      options.seed,
      model.id,
      request.prompt,
      ...request.references.map((one) => one.sha256),
    ),
    note: `${call.id} part ${index}`,
    bytes: flaw === "heavy" ? Number(step.argument ?? 60) * 750_000 : options.pictureBytes,
  });
  if (flaw === "bad_base64") {
    const data = Buffer.concat(picture.bytes.base64()).toString("latin1");
    return `${data.slice(0, 41)}!*${data.slice(42, -3)}`;
  }
  drawn.imageSha256.push(picture.bytes.sha256());
  drawn.pictures.push(picture.bytes);
  return pictureMark(drawn.pictures.length - 1);
}
