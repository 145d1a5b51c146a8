import type { IncomingMessage, ServerResponse } from "node:http";
import type { CallRecord } from "./bill.ts";
import { checkRequest } from "./check-request.ts";
import { okStep } from "./choose-scenario.ts";
import type { Step } from "./choose-scenario.ts";
import { deliver } from "./deliver.ts";
import { errorScenarios } from "./error-scenarios.ts";
import { latencyMs, pass } from "./latency.ts";
import type { Latency } from "./latency.ts";
import { emulatedModel } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import type { EmulatorOptions } from "./options.ts";
import type { Provider } from "./provider.ts";
import { randomFrom } from "./random.ts";
import { readBody } from "./read-body.ts";
import { RequestRefused, readRequest } from "./read-request.ts";
import type { ReceivedRequest } from "./read-request.ts";
import type { Delivery, PlannedAnswer, PlannedError } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";
import { writeAnswer } from "./write-answer.ts";

/** Where a call came in. */
export interface CallAddress {
  apiVersion: string;
  model: string;
  key: string | null;
  keyInUrl: boolean;
}

interface Verdict {
  reply: PlannedAnswer | PlannedError;
  delivery: Delivery;
  ambiguous: boolean;
  step: Step;
  delaySeconds: number;
  leaveLimits: () => void;
}

/** Answers one generateContent call from its first byte to its line on the bill. */
export async function generateContent(
  provider: Provider,
  address: CallAddress,
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { options } = provider;
  const lastFour = address.key?.slice(-4) ?? null;
  const leaveTraffic = provider.traffic.enter([
    "all",
    `model ${address.model}`,
    `key ${lastFour ?? "none"}`,
  ]);
  const gone = new AbortController();
  response.once("close", () => {
    leaveTraffic();
    gone.abort();
  });
  const inFlight = provider.traffic.now("all");
  const body = await readBody(incoming, options.largestRequestBytes);
  if (body === "interrupted") return;

  const call: CallRecord = newRecord(provider.nextCallId(), address, inFlight);
  provider.calls.push(call);
  const model = emulatedModel(address.model);
  const { request, verdict } = judge(provider, address, model, body, call);
  const random = (word: string): number => randomFrom(options.seed, word, call.id);
  const wait = waitOf(verdict, options);
  await pass(latencyMs(wait, random("wait"), random("wait again")), provider.stopped.signal);
  if (verdict.step.name === "slow")
    await pass(Number(verdict.step.argument ?? 3) * 1000, provider.stopped.signal);

  const { status, sent } = work(verdict, { call, model, request, options });
  verdict.leaveLimits();
  call.done = true;
  call.finishedAt = new Date().toISOString();
  if (gone.signal.aborted) {
    call.arrived = "caller_left";
    return;
  }
  const arrived = await deliver(response, { status, ...sent }, verdict.delivery, {
    released: () => provider.hang(gone.signal),
    leaving: () => {
      call.status = response.headersSent ? status : null;
      leaveTraffic();
    },
    stopped: provider.stopped.signal,
    trickleSeconds: Number(verdict.step.argument ?? 3),
  });
  // A caller that leaves before the end is told apart from a fault of ours.
  call.arrived = arrived === "whole" && !response.writableEnded ? "caller_left" : arrived;
}

function newRecord(id: string, address: CallAddress, inFlight: number): CallRecord {
  return {
    id,
    receivedAt: new Date().toISOString(),
    finishedAt: null,
    model: address.model,
    apiVersion: address.apiVersion,
    keyLastFour: address.key?.slice(-4) ?? null,
    keyInUrl: address.keyInUrl,
    prompt: null,
    references: [],
    modalities: [],
    aspectRatio: null,
    imageSize: null,
    scenario: null,
    decidedBy: "scenario",
    status: null,
    usage: null,
    costMicros: 0,
    billed: false,
    done: false,
    arrived: null,
    imageSha256: [],
    modelVersion: null,
    responseId: null,
    inFlight,
  };
}

/** Decides in the provider's order: key, model, request, limits, and only then the scenario. */
function judge(
  provider: Provider,
  address: CallAddress,
  model: EmulatedModel | undefined,
  body: string | "too_large",
  call: CallRecord,
): { request: ReceivedRequest | null; verdict: Verdict } {
  const { options } = provider;
  const refuse = (by: CallRecord["decidedBy"], reply: PlannedError, delaySeconds = 0) => {
    call.decidedBy = by;
    const verdict: Verdict = {
      reply,
      delivery: "whole",
      ambiguous: false,
      step: okStep,
      delaySeconds,
      leaveLimits: () => {},
    };
    return { request: null, verdict };
  };
  if (address.key === null) return refuse("key", errorScenarios.unregistered.reply);
  const good = provider.keyIsGood(address.key);
  provider.countCallOf(address.key);
  if (!good) return refuse("key", errorScenarios.api_key_invalid.reply);
  if (!model || !isServed(model, options))
    return refuse("model", errorScenarios.model_not_found.reply);

  let request: ReceivedRequest;
  try {
    if (body === "too_large")
      throw new RequestRefused(
        `Request payload size exceeds the limit: ${options.largestRequestBytes} bytes.`,
      );
    request = readRequest(body, address.apiVersion);
    call.prompt = request.prompt;
    call.references = request.references;
    call.modalities = request.modalities;
    call.aspectRatio = request.aspectRatio;
    call.imageSize = request.imageSize;
    checkRequest(request, model);
  } catch (error) {
    if (error instanceof RequestRefused) return refuse("request", error.reply);
    throw error;
  }

  const account = `${options.keysShareLimits ? "one project" : address.key} ${model.id}`;
  const { limits } = provider;
  const admission = limits.enter(account, performance.now(), options);
  if (!admission.go)
    return admission.because === "window"
      ? refuse("limit", errorScenarios.rate_minute.reply, admission.delaySeconds)
      : refuse("limit", errorScenarios.overloaded_429.reply);

  const step = chosenStep(provider, request.prompt, call.id);
  if (step instanceof RequestRefused) {
    limits.leave(account);
    return refuse("request", step.reply);
  }
  const scenario = scenarios[step.name];
  call.scenario = step.name;
  const verdict: Verdict = {
    reply: scenario.reply,
    delivery: scenario.delivery ?? "whole",
    ambiguous: scenario.ambiguous ?? false,
    step,
    delaySeconds:
      scenario.argument === "seconds" && step.argument !== null
        ? Number(step.argument)
        : options.retryDelaySeconds,
    leaveLimits: () => limits.leave(account),
  };
  return { request, verdict };
}

function chosenStep(provider: Provider, prompt: string, callId: string): Step | RequestRefused {
  try {
    return provider.nextStep(prompt, callId);
  } catch (error) {
    // A misspelt directive in a test's prompt must not pass for a picture.
    if (error instanceof Error) return new RequestRefused(error.message);
    throw error;
  }
}

/** Tells whether a model answers today. */
export function isServed(model: EmulatedModel, options: EmulatorOptions): boolean {
  if (options.liveModels !== null) return options.liveModels.includes(model.id);
  return !model.shutDown || options.allowShutDown;
}

function waitOf(verdict: Verdict, options: EmulatorOptions): Latency {
  const { reply } = verdict;
  const refused = reply.kind === "error" && reply.httpStatus < 500 && !verdict.ambiguous;
  return refused ? options.refusalLatency : options.latency;
}

/** Does the provider's part of the work: writes the reply and puts the call on the bill. */
function work(
  verdict: Verdict,
  facts: {
    call: CallRecord;
    model: EmulatedModel | undefined;
    request: ReceivedRequest | null;
    options: EmulatorOptions;
  },
): { status: number; sent: { contentType: string; body: Buffer } } {
  const { call, model, request, options } = facts;
  const { reply, step, ambiguous } = verdict;
  const drawn = reply.kind === "answer" ? reply : ambiguous ? drawnInVain : null;
  let answer: Record<string, unknown> | null = null;
  if (drawn !== null && model !== undefined && request !== null) {
    call.responseId = `${call.id}-${Math.floor(randomFrom(options.seed, "response", call.id) * 2 ** 32).toString(36)}`;
    const written = writeAnswer(
      drawn,
      { id: call.id, responseId: call.responseId, model, request, step },
      options,
    );
    answer = written.body;
    call.usage = written.usage;
    call.modelVersion = written.modelVersion;
    call.imageSha256 = written.imageSha256;
    call.billed = step.billed ?? (!ambiguous || billsAmbiguous(step.name, options));
    call.costMicros = call.billed ? written.costMicros : 0;
  }
  if (reply.kind === "answer") return { status: 200, sent: json(answer) };
  const body = reply.body({
    model: call.model,
    delaySeconds: Number(verdict.delaySeconds.toFixed(9)),
    limit: options.requestsPerMinute ?? 10,
  });
  return {
    status: reply.httpStatus,
    sent:
      typeof body === "string"
        ? { contentType: "text/html; charset=UTF-8", body: Buffer.from(body) }
        : json(body),
  };
}

const drawnInVain: PlannedAnswer = {
  kind: "answer",
  parts: [{ picture: "final" }],
  finishReason: "STOP",
};

function billsAmbiguous(name: string, options: EmulatorOptions): boolean {
  const { ambiguousIsBilled } = options;
  return typeof ambiguousIsBilled === "boolean"
    ? ambiguousIsBilled
    : (ambiguousIsBilled[name] ?? true);
}

function json(value: unknown): { contentType: string; body: Buffer } {
  return {
    contentType: "application/json; charset=UTF-8",
    body: Buffer.from(`${JSON.stringify(value, null, 2)}\n`),
  };
}
