import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallRecord } from "../bill.ts";
import type { OutgoingReply } from "../deliver.ts";
import { answerCall, waitMsOf } from "../generate-content.ts";
import { isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import { judgeScenario, orRefusal, refused } from "../judge-call.ts";
import type { Verdict } from "../judge-call.ts";
import { letsIn } from "../local-door.ts";
import { outgoingError } from "../outgoing-error.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { RequestRefused } from "../read-request.ts";
import type { PlannedError } from "../scenario.ts";
import { checkGraph } from "./check-graph.ts";
import {
  comfyErrors,
  gotInTrouble,
  graphRefused,
  keyRefused,
  outputsFailed,
  serverText,
} from "./comfy-errors.ts";
import type { ComfyDrawing } from "./comfy-drawing.ts";
import { concludeJob } from "./conclude-job.ts";
import { graphOf } from "./graph.ts";
import { graphWishOf } from "./graph-wish.ts";

/** Answers one graph at once with its id; it is drawn when its turn comes. */
export function answerPrompt(
  provider: Provider,
  key: string | null,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const address = { apiVersion: "comfyui", model: "", key, keyInUrl: false };
  return answerCall<ComfyDrawing>(provider, address, incoming, response, {
    judge: (body, call) => judgePrompt(provider, key, body, call),
    waitMs: (verdict, call) =>
      isQueued(verdict) ? 0 : waitMsOf(verdict, call.id, provider.options),
    perform: (verdict, call) => takePrompt(provider, verdict, call),
  });
}

function isQueued({ reply, ambiguous, drawing }: Verdict<ComfyDrawing>): boolean {
  return drawing !== null && (reply.kind === "answer" || ambiguous);
}

function judgePrompt(
  provider: Provider,
  key: string | null,
  received: ReceivedBody,
  call: CallRecord,
): Verdict<ComfyDrawing> {
  const good = letsIn(provider, key);
  if (key !== null) provider.countCallOf(key);
  if (!good) return refused(call, "key", keyRefused);
  if (!received.whole) return refused(call, "request", serverText(413, "Request Entity Too Large"));
  const drawing = orRefusal(() => drawingOf(provider, received.text, call));
  if (drawing instanceof RequestRefused) return refused(call, "request", drawing.reply);
  const verdict = judgeScenario(provider, drawing, call);
  return verdict.reply.kind === "error" && isErrorScenario(verdict.step.name)
    ? { ...verdict, reply: comfyErrors[verdict.step.name] }
    : verdict;
}

function isErrorScenario(name: string): name is keyof typeof comfyErrors {
  return Object.hasOwn(comfyErrors, name);
}

const canonicalId = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/u;

/** Reads and checks what was sent, noting on the record what it asks for; throws RequestRefused. */
function drawingOf(provider: Provider, text: string, call: CallRecord): ComfyDrawing {
  const { inputs } = provider.comfyui;
  const body = parsed(text);
  const { prompt, prompt_id: id } = body;
  if (prompt === undefined)
    throw refusal(wrongBody("no_prompt", "No prompt provided", "No prompt provided"));
  if (id !== undefined && id !== null && !(typeof id === "string" && canonicalId.test(id)))
    throw refusal(
      wrongBody(
        "invalid_prompt_id",
        "prompt_id must be a valid UUID",
        "prompt_id must be a UUID string in canonical lowercase hyphenated form; omit it to let the server generate one",
      ),
    );
  if (!isJsonObject(prompt)) throw refusal(gotInTrouble);
  const graph = graphOf(prompt);
  const checked = checkGraph(graph, {
    hasPicture: (name) => inputs.find(name) !== null,
    modelFiles: provider.options.liveModels,
  });
  const ends = "refusal" in checked ? [...graph.keys()] : checked.outputs;
  const request = graphWishOf(graph, ends, (name) => inputs.find(name));
  const { model, references, dimensions, seed } = request;
  const imageSize = `${dimensions.width}x${dimensions.height}`;
  const known = { model, references, imageSize, seed, modalities: ["IMAGE"] };
  Object.assign(call, known, { prompt: request.prompt || null });
  if ("refusal" in checked) throw refusal(checked.refusal);
  // ComfyUI would draw whatever comes of no words; here it is somebody's mistake.
  if (request.prompt === "") throw refusal(outputsFailed("Required input is missing: text"));
  return { body, prompt, graph, request, ...checked };
}

function parsed(text: string): JsonObject {
  try {
    const body: unknown = JSON.parse(text);
    if (isJsonObject(body)) return body;
  } catch {
    // As for anything that is no object: nobody there catches it either.
  }
  throw refusal(gotInTrouble);
}

function wrongBody(type: string, message: string, details: string): PlannedError {
  return graphRefused({ type, message, details, extra_info: {} });
}

function refusal(reply: PlannedError): RequestRefused {
  return new RequestRefused("refused", null, reply);
}

const headers = { server: "Python/3.12 aiohttp/3.11.8" };

function takePrompt(
  provider: Provider,
  verdict: Verdict<ComfyDrawing>,
  call: CallRecord,
): OutgoingReply {
  const { reply, drawing, step } = verdict;
  const { comfyui, options, clock } = provider;
  if (drawing === null || !isQueued(verdict)) {
    call.done = true;
    call.finishedAt = new Date().toISOString();
    if (reply.kind === "answer") throw new Error("An answer was planned for a call not let in.");
    return outgoingError(reply, verdict, call.model, options, headers);
  }
  const { body, prompt, outputs, nodeErrors } = drawing;
  const { prompt_id: chosen, client_id: client, extra_data: extra, front, number: given } = body;
  const id = typeof chosen === "string" ? chosen : randomUUID();
  const next = comfyui.nextNumber();
  const number = typeof given === "number" ? given : front === true ? -next : next;
  call.responseId = id;
  comfyui.submit({
    number,
    id,
    prompt,
    extraData: {
      ...(isJsonObject(extra) && extra),
      ...(client !== undefined && { client_id: client }),
      create_time: Math.round(clock.nowMs()),
    },
    outputs,
    waitMs: waitMsOf(verdict, call.id, options),
    lost: step.name === "job_lost",
    failingPolls: step.name === "poll_500" ? Number(step.argument ?? 1) : 0,
    draw: () => concludeJob(provider, drawing, verdict, call),
  });
  if (reply.kind === "error") return outgoingError(reply, verdict, call.model, options, headers);
  const answer = { prompt_id: id, number, node_errors: nodeErrors };
  return {
    status: 200,
    contentType: "application/json; charset=utf-8",
    headers,
    body: [Buffer.from(JSON.stringify(answer))],
  };
}
