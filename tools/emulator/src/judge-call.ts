import type { CallRecord } from "./bill.ts";
import { checkRequest } from "./check-request.ts";
import { okStep } from "./choose-scenario.ts";
import type { Step } from "./choose-scenario.ts";
import { errorScenarios } from "./error-scenarios.ts";
import type { JsonObject } from "./json-object.ts";
import { limitRefusal } from "./limits/limit-refusal.ts";
import { emulatedModel } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import type { Provider } from "./provider.ts";
import type { ReceivedBody } from "./read-body.ts";
import { RequestRefused, parsedBody, readRequest } from "./read-request.ts";
import type { ReceivedRequest } from "./read-request.ts";
import type { Delivery, PlannedAnswer, PlannedError } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";
import { promptTokensOf } from "./usage.ts";

/** Where a call came in. */
export interface CallAddress {
  apiVersion: string;
  model: string;
  key: string | null;
  keyInUrl: boolean;
}

/** What is drawn by a model of Google's. */
export interface Drawing {
  model: EmulatedModel;
  request: ReceivedRequest;
}

/** What becomes of a call. */
export interface Verdict<Drawn = Drawing> {
  reply: PlannedAnswer | PlannedError;
  delivery: Delivery;
  ambiguous: boolean;
  step: Step;
  delaySeconds: number;
  /** The limit that an error names, where a limit refused the call. */
  bound: number | null;
  /** Null where the call was refused before anything could be drawn. */
  drawing: Drawn | null;
  /** The work is over: the call leaves the limits and its price counts against the project's money. */
  settle: (costMicros: number) => void;
}

/** Decides in the provider's order: key, model, request, limits, and only then the scenario; notes on the record who decided. */
export function judgeCall(
  provider: Provider,
  address: CallAddress,
  body: ReceivedBody,
  call: CallRecord,
  readBody: typeof requestOf = requestOf,
): Verdict {
  const { options, limits, clock } = provider;
  if (address.key === null) return refused(call, "key", errorScenarios.unregistered.reply);
  const good = provider.keyIsGood(address.key);
  provider.countCallOf(address.key);
  if (!good) return refused(call, "key", errorScenarios.api_key_invalid.reply);
  const model = emulatedModel(address.model);
  if (!model || !isServed(model, options))
    return refused(call, "model", errorScenarios.model_not_found.reply);

  const project = provider.projectOf(address.key);
  const request = orRefusal(() => {
    if (!body.whole) throw new RequestRefused(tooLarge(options.largestRequestBytes));
    return readBody(provider, parsedBody(body.text), { ...address, project }, model, call);
  });
  if (request instanceof RequestRefused) return refused(call, "request", request.reply);

  const limited = { project, model: model.id, promptTokens: promptTokensOf(request, model) };
  const admission = limits.enter(limited, clock.nowMs(), options);
  if (!admission.go) {
    const { scenario, delaySeconds } = limitRefusal(admission, options.retryDelaySeconds);
    const { reply } = errorScenarios[scenario];
    return { ...refused(call, "limit", reply), delaySeconds, bound: admission.bound };
  }
  const settle = (costMicros: number): void => {
    limits.leave(limited);
    limits.spendingOf(project).charge(costMicros, clock.nowMs());
  };
  const verdict = judgeScenario(provider, { model, request }, call);
  if (call.decidedBy === "scenario") return { ...verdict, settle };
  settle(0);
  return verdict;
}

/** Decides what a request that was let in meets: the scenario of its prompt, of the script or of chance. */
export function judgeScenario<Drawn extends { request: { prompt: string } }>(
  provider: Provider,
  drawing: Drawn,
  call: CallRecord,
): Verdict<Drawn> {
  const step = orRefusal(() => provider.nextStep(drawing.request.prompt, call.id));
  if (step instanceof RequestRefused) return refused(call, "request", step.reply);
  call.scenario = step.name;
  const { reply, delivery = "whole", ambiguous = false, argument } = scenarios[step.name];
  const delaySeconds =
    argument === "seconds" && step.argument !== null
      ? Number(step.argument)
      : provider.options.retryDelaySeconds;
  return { ...nothing, reply, delivery, ambiguous, step, delaySeconds, drawing };
}

const nothing = {
  delivery: "whole",
  ambiguous: false,
  step: okStep,
  delaySeconds: 0,
  bound: null,
  drawing: null,
  settle: () => {},
} as const satisfies Partial<Verdict<never>>;

/** The verdict on a call that was not let in; nothing is drawn for it. */
export function refused(
  call: CallRecord,
  by: CallRecord["decidedBy"],
  reply: PlannedError,
): Verdict<never> {
  call.decidedBy = by;
  return { ...nothing, reply };
}

/** Tells whether a model answers today. */
export function isServed(model: EmulatedModel, options: EmulatorOptions): boolean {
  if (options.liveModels !== null) return options.liveModels.includes(model.id);
  return !model.shutDown || options.allowShutDown;
}

/** Reads a request, notes it on the record and holds it against the model; throws RequestRefused. */
export function requestOf(
  provider: Provider,
  body: JsonObject,
  from: { apiVersion: string; project: string },
  model: EmulatedModel,
  call: CallRecord,
): ReceivedRequest {
  const request = readRequest(body, from.apiVersion, provider.fileFinder(from.project));
  // Noted before it is held against the model: what was refused is on the record too.
  Object.assign(call, request);
  checkRequest(request, model);
  return request;
}

/** The words of the 400 that a request too large gets. */
export function tooLarge(mostBytes: number): string {
  return `Request payload size exceeds the limit: ${mostBytes} bytes.`;
}

/** Runs a decision and hands back the refusal it throws as a value. */
export function orRefusal<Value>(decide: () => Value): Value | RequestRefused {
  try {
    return decide();
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
}
