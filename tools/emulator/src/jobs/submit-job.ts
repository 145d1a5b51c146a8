import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallRecord } from "../bill.ts";
import type { OutgoingReply } from "../deliver.ts";
import { errorScenarios } from "../error-scenarios.ts";
import { answerCall, waitMsOf } from "../generate-content.ts";
import { parsedObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import type { JsonReply } from "../json-reply.ts";
import { judgeScenario, orRefusal, refused } from "../judge-call.ts";
import type { Verdict } from "../judge-call.ts";
import { limitRefusal } from "../limits/limit-refusal.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused } from "../read-request.ts";
import type { PlannedError } from "../scenario.ts";
import { wordsIn } from "../usage.ts";
import { concludeJob } from "./conclude-job.ts";
import { findPicture } from "./find-picture.ts";
import type { JobDrawing } from "./job-drawing.ts";
import type { JobModel } from "./job-model.ts";
import { errorOf } from "./job-vendor.ts";
import type { JobVendor } from "./job-vendor.ts";
import { jobWishOf } from "./job-wish.ts";
import type { JobWish } from "./job-wish.ts";
import { priceOf } from "./price-of.ts";

interface Submission {
  model: string;
  key: string | null;
  base: string;
}

/** Answers one submission at once; its job is drawn after the latency, from now on. */
export function submitJob(
  provider: Provider,
  vendor: JobVendor,
  asked: Submission,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { apiVersion } = vendor;
  const address = { apiVersion, model: asked.model, key: asked.key, keyInUrl: false };
  return answerCall<JobDrawing>(provider, address, incoming, response, {
    judge: (body, call) => judgeJob(provider, vendor, asked, body, call),
    waitMs: (verdict, call) => (verdict.drawing ? 0 : waitMsOf(verdict, call.id, provider.options)),
    perform: (verdict, call) => takeJob(provider, vendor, asked, verdict, call),
  });
}

/** Decides in the vendors' order: key, model, request, limits, and only then the scenario. */
function judgeJob(
  provider: Provider,
  vendor: JobVendor,
  { key, model: modelId }: Submission,
  body: ReceivedBody,
  call: CallRecord,
): Verdict<JobDrawing> {
  const { options } = provider;
  if (key === null) return refused(call, "key", vendor.errors.unregistered);
  const good = provider.keyIsGood(key);
  provider.countCallOf(key);
  if (!good) return refused(call, "key", vendor.errors.api_key_invalid);
  const input = body.whole ? parsedObject(body.text) : null;
  const known = vendor.models.find(({ id }) => id === modelId);
  const model = options.liveModels === null || options.liveModels.includes(modelId) ? known : null;
  if (!model) {
    const later = known ? null : vendor.wrongLater(modelId, null);
    return later
      ? takenThoughWrong(call, "model", input ?? {}, later)
      : refused(call, "model", vendor.errors.model_not_found);
  }
  if (input === null)
    return refused(call, "request", vendor.wrongField({ field: "body", problem: "value" }));
  const fields = vendor.inputOf(input);
  call.prompt = typeof fields["prompt"] === "string" ? fields["prompt"] : null;
  const wish = orRefusal(() =>
    jobWishOf(
      fields,
      model,
      findPicture(provider.references, vendor.takesBase64),
      (wrong) => new RequestRefused(wrong.field, null, vendor.wrongField(wrong)),
    ),
  );
  if (wish instanceof RequestRefused) {
    const later = vendor.wrongLater(modelId, wish.reply);
    return later
      ? takenThoughWrong(call, "request", fields, later)
      : refused(call, "request", wish.reply);
  }
  const { references, modalities, aspectRatio, imageSize, seed } = wish;
  Object.assign(call, { references, modalities, aspectRatio, imageSize, seed });
  return letIn(provider, vendor, key, { input: fields, model, wish }, call);
}

/** Holds a request that is right against the limits, and then lets its scenario have its way. */
function letIn(
  provider: Provider,
  vendor: JobVendor,
  key: string,
  { input, model, wish }: { input: JsonObject; model: JobModel; wish: JobWish },
  call: CallRecord,
): Verdict<JobDrawing> {
  const { options, limits, clock } = provider;
  const project = provider.projectOf(key);
  const limited = { project, model: model.id, promptTokens: wordsIn(wish.prompt) };
  const admission = limits.enter(limited, clock.nowMs(), options);
  if (!admission.go) {
    const { scenario, delaySeconds } = limitRefusal(admission, options.retryDelaySeconds);
    const verdict = refused(call, "limit", vendor.errors[scenario]);
    return { ...verdict, delaySeconds, bound: admission.bound };
  }
  const settle = (costMicros: number): void => {
    limits.leave(limited);
    limits.spendingOf(project).charge(costMicros, clock.nowMs());
  };
  const order = { model, wish };
  const verdict = judgeScenario<JobDrawing>(
    provider,
    { input, request: wish, order, wrong: null, settle },
    call,
  );
  const { reply, step, ambiguous } = verdict;
  if (call.decidedBy === "scenario" && reply.kind === "answer") return verdict;
  const said = isErrorScenario(step.name)
    ? { ...verdict, reply: vendor.errors[step.name] }
    : verdict;
  // Drawn, though its caller hears of an error.
  if (ambiguous) return said;
  settle(0);
  return { ...said, drawing: null };
}

function isErrorScenario(name: string): name is keyof typeof errorScenarios {
  return Object.hasOwn(errorScenarios, name);
}

/** Some take everything, and look at it once its turn comes. */
function takenThoughWrong(
  call: CallRecord,
  by: "model" | "request",
  input: JsonObject,
  wrong: PlannedError,
): Verdict<JobDrawing> {
  const verdict = refused(call, by, wrong);
  const drawing: JobDrawing = {
    input,
    request: { prompt: "" },
    order: null,
    wrong,
    settle: () => {},
  };
  return { ...verdict, reply: { kind: "answer", parts: [] }, drawing };
}

function takeJob(
  provider: Provider,
  vendor: JobVendor,
  asked: Submission,
  verdict: Verdict<JobDrawing>,
  call: CallRecord,
): OutgoingReply {
  const { reply, drawing, step, delaySeconds, bound } = verdict;
  const limit = bound ?? provider.options.requestsPerMinute ?? 10;
  const context = { model: asked.model, delaySeconds: Number(delaySeconds.toFixed(9)), limit };
  if (drawing === null) {
    call.done = true;
    call.finishedAt = new Date().toISOString();
    if (reply.kind === "answer") throw new Error("An answer was planned for a call not let in.");
    return outgoing(errorOf(reply, context));
  }
  const { order } = drawing;
  const job = provider.jobs.submit({
    vendor: vendor.name,
    id: vendor.newId(),
    project: asked.key === null ? "" : provider.projectOf(asked.key),
    modelId: asked.model,
    model: order?.model ?? null,
    wish: order?.wish ?? null,
    input: drawing.input,
    base: asked.base,
    waitMs: waitMsOf(verdict, call.id, provider.options),
    lost: step.name === "job_lost",
    failingPolls: step.name === "poll_500" ? Number(step.argument ?? 1) : 0,
    picturesMissing: step.name === "picture_404",
    conclude: (cancelled) => concludeJob(provider, vendor, verdict, call, cancelled),
  });
  call.responseId = job.id;
  if (reply.kind === "error") return outgoing(errorOf(reply, context));
  const costMicros = order ? priceOf(order.model, order.wish, order.wish.pictures) : 0;
  return outgoing(vendor.taken(job, costMicros));
}

function outgoing({ status, body, headers = {} }: JsonReply): OutgoingReply {
  const isPage = typeof body === "string";
  return {
    status,
    contentType: isPage ? "text/html" : "application/json",
    headers,
    body: [Buffer.from(isPage ? body : JSON.stringify(body))],
  };
}
