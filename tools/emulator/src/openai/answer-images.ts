import type { IncomingMessage, ServerResponse } from "node:http";
import { answerBytes } from "../answer-content.ts";
import type { CallRecord } from "../bill.ts";
import type { OutgoingReply } from "../deliver.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { errorScenarios } from "../error-scenarios.ts";
import { answerCall } from "../generate-content.ts";
import { judgeScenario, refused, tooLarge } from "../judge-call.ts";
import type { Verdict } from "../judge-call.ts";
import { limitRefusal } from "../limits/limit-refusal.ts";
import { billsAmbiguous } from "../perform-work.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused } from "../read-request.ts";
import type { PlannedAnswer, PlannedError } from "../scenario.ts";
import { wordsIn } from "../usage.ts";
import { emulatedImageModels } from "./models.ts";
import { invalidRequest, moderationBlocked, openAiErrors } from "./openai-errors.ts";
import { imageWishOf, readImageFields } from "./read-image-request.ts";
import type { ImageFields } from "./read-image-request.ts";
import { writeImages } from "./write-images.ts";
import type { ImageDrawing } from "./write-images.ts";

type Method = "generations" | "edits";

/** Answers one call to `images/generations` or `images/edits`. */
export function answerImages(
  provider: Provider,
  asked: { method: Method; key: string | null },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = { apiVersion: "v1", model: "", key: asked.key, keyInUrl: false };
  const contentType = incoming.headers["content-type"] ?? "";
  return answerCall<ImageDrawing>(provider, address, incoming, response, {
    judge: async (body, call) => {
      const fields = await fieldsOrRefusal(asked.method, contentType, body, provider.options);
      return judgeImages(provider, { ...asked, fields }, call);
    },
    perform: (verdict, call) => performImages(verdict, call, provider.options),
  });
}

async function fieldsOrRefusal(
  method: Method,
  contentType: string,
  body: ReceivedBody,
  options: EmulatorOptions,
): Promise<ImageFields | RequestRefused> {
  const words = tooLarge(options.largestRequestBytes);
  if (!body.whole) return new RequestRefused(words, null, invalidRequest(null, words));
  try {
    return await readImageFields(method, contentType, body);
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
}

/** Decides in the provider's order: key, request, model, limits, and only then the scenario. */
function judgeImages(
  provider: Provider,
  asked: { method: Method; key: string | null; fields: ImageFields | RequestRefused },
  call: CallRecord,
): Verdict<ImageDrawing> {
  const { options, limits, clock } = provider;
  const { key, fields } = asked;
  if (key === null) return refused(call, "key", openAiErrors.unregistered);
  const good = provider.keyIsGood(key);
  provider.countCallOf(key);
  if (!good) return refused(call, "key", openAiErrors.api_key_invalid);
  if (fields instanceof RequestRefused) return refused(call, "request", fields.reply);
  call.model = fields.values.get("model") ?? "";
  call.prompt = fields.values.get("prompt") ?? null;
  call.references = [...fields.references];
  const model = emulatedImageModels.find(({ id }) => id === call.model);
  const live = options.liveModels;
  const isServed =
    model && (live === null ? !model.shutDown || options.allowShutDown : live.includes(model.id));
  if (!model || !isServed) return refused(call, "model", openAiErrors.model_not_found);
  try {
    const request = imageWishOf(asked.method, fields, model);
    const { modalities, imageSize } = request;
    Object.assign(call, { modalities, imageSize });
    const project = provider.projectOf(key);
    const limited = { project, model: model.id, promptTokens: wordsIn(request.prompt) };
    const admission = limits.enter(limited, clock.nowMs(), options);
    if (!admission.go) {
      const { scenario, delaySeconds } = limitRefusal(admission, options.retryDelaySeconds);
      const verdict = refused(call, "limit", openAiErrors[scenario]);
      return { ...verdict, delaySeconds, bound: admission.bound };
    }
    const settle = (costMicros: number): void => {
      limits.leave(limited);
      limits.spendingOf(project).charge(costMicros, clock.nowMs());
    };
    const verdict = judgeScenario(provider, { model, request }, call);
    if (call.decidedBy === "scenario") return { ...inItsWords(verdict), settle };
    settle(0);
    return verdict;
  } catch (error) {
    if (error instanceof RequestRefused) return refused(call, "request", error.reply);
    throw error;
  }
}

/** The scenarios are named after what Google does: the nearest that OpenAI does. */
function inItsWords(verdict: Verdict<ImageDrawing>): Verdict<ImageDrawing> {
  const { reply, step } = verdict;
  if (reply.kind === "error")
    return {
      ...verdict,
      reply: isErrorScenario(step.name) ? openAiErrors[step.name] : openAiErrors.internal_500,
    };
  const stage = blockedAt(reply);
  return stage === null ? verdict : { ...verdict, reply: moderationBlocked(stage) };
}

function isErrorScenario(name: string): name is keyof typeof errorScenarios {
  return Object.hasOwn(errorScenarios, name);
}

const afterDrawing = new Set(["IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT"]);
const beforeDrawing = new Set(["SAFETY", "PROHIBITED_CONTENT", "RECITATION", "BLOCKLIST", "SPII"]);

function blockedAt(plan: PlannedAnswer): "input" | "output" | null {
  if (plan.blockReason !== undefined) return "input";
  if (afterDrawing.has(plan.finishReason ?? "")) return "output";
  return beforeDrawing.has(plan.finishReason ?? "") ? "input" : null;
}

const drawnInVain: PlannedAnswer = { kind: "answer", parts: [{ picture: "final" }] };

function performImages(
  verdict: Verdict<ImageDrawing>,
  call: CallRecord,
  options: EmulatorOptions,
): OutgoingReply {
  const { reply, drawing, ambiguous, step } = verdict;
  const plan = reply.kind === "answer" ? reply : ambiguous ? drawnInVain : null;
  const written =
    plan && drawing ? writeImages(plan, { ...drawing, id: call.id, step }, options) : null;
  if (written) {
    call.usage = written.usage;
    call.billed = step.billed ?? (!ambiguous || billsAmbiguous(step.name, options));
    call.costMicros = call.billed ? written.costMicros : 0;
  }
  call.done = true;
  call.finishedAt = new Date().toISOString();
  const headers = { "x-request-id": `req_${call.id}`, "openai-version": "2020-10-01" };
  if (reply.kind === "error") return errorReplyOf(reply, verdict, call, options, headers);
  if (!written) throw new Error("An answer was planned for a call that was not let in.");
  call.responseId = `req_${call.id}`;
  call.modelVersion = call.model;
  call.imageSha256 = written.imageSha256;
  return {
    status: 200,
    contentType: "application/json",
    headers,
    body: answerBytes(written.content, "lines"),
  };
}

function errorReplyOf(
  reply: PlannedError,
  verdict: Verdict<ImageDrawing>,
  call: CallRecord,
  options: EmulatorOptions,
  headers: Record<string, string>,
): OutgoingReply {
  const limit = verdict.bound ?? options.requestsPerMinute ?? 10;
  const delaySeconds = Number(verdict.delaySeconds.toFixed(9));
  const body = reply.body({ model: call.model, delaySeconds, limit });
  const isPage = typeof body === "string";
  return {
    status: reply.httpStatus,
    contentType: isPage ? "text/html" : "application/json",
    headers: {
      ...headers,
      ...(reply.httpStatus === 429 && {
        "x-ratelimit-limit-requests": String(limit),
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-requests": `${delaySeconds}s`,
      }),
    },
    body: [Buffer.from(isPage ? body : `${JSON.stringify(body, null, 2)}\n`)],
  };
}
