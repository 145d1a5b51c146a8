import type { CallRecord } from "./bill.ts";
import { checkRequest } from "./check-request.ts";
import { okStep } from "./choose-scenario.ts";
import type { Step } from "./choose-scenario.ts";
import { errorScenarios } from "./error-scenarios.ts";
import { emulatedModel } from "./models.ts";
import type { EmulatedModel } from "./models.ts";
import type { EmulatorOptions } from "./emulator-options.ts";
import type { Provider } from "./provider.ts";
import type { ReceivedBody } from "./read-body.ts";
import { RequestRefused, readRequest } from "./read-request.ts";
import type { ReceivedRequest } from "./read-request.ts";
import type { Delivery, PlannedAnswer, PlannedError } from "./scenario.ts";
import { scenarios } from "./scenarios.ts";

/** Where a call came in. */
export interface CallAddress {
  apiVersion: string;
  model: string;
  key: string | null;
  keyInUrl: boolean;
}

/** What becomes of a call. */
export interface Verdict {
  reply: PlannedAnswer | PlannedError;
  delivery: Delivery;
  ambiguous: boolean;
  step: Step;
  delaySeconds: number;
  /** Null where the call was refused before anything could be drawn. */
  drawing: { model: EmulatedModel; request: ReceivedRequest } | null;
  leaveLimits: () => void;
}

/** Decides in the provider's order: key, model, request, limits, and only then the scenario; notes on the record who decided. */
export function judgeCall(
  provider: Provider,
  address: CallAddress,
  body: ReceivedBody,
  call: CallRecord,
): Verdict {
  const refuse = (by: CallRecord["decidedBy"], reply: PlannedError, delaySeconds = 0): Verdict => {
    call.decidedBy = by;
    const untouched = { delivery: "whole", ambiguous: false, step: okStep, drawing: null } as const;
    return { ...untouched, reply, delaySeconds, leaveLimits: () => {} };
  };
  const { options, limits } = provider;
  if (address.key === null) return refuse("key", errorScenarios.unregistered.reply);
  const good = provider.keyIsGood(address.key);
  provider.countCallOf(address.key);
  if (!good) return refuse("key", errorScenarios.api_key_invalid.reply);
  const model = emulatedModel(address.model);
  if (!model || !isServed(model, options))
    return refuse("model", errorScenarios.model_not_found.reply);

  const request = orRefusal(() => requestOf(body, address.apiVersion, model, call, options));
  if (request instanceof RequestRefused) return refuse("request", request.reply);

  const account = `${options.keysShareLimits ? "one project" : address.key} ${model.id}`;
  const admission = limits.enter(account, performance.now(), options);
  if (!admission.go)
    return admission.because === "window"
      ? refuse("limit", errorScenarios.rate_minute.reply, admission.delaySeconds)
      : refuse("limit", errorScenarios.overloaded_429.reply);

  const step = orRefusal(() => provider.nextStep(request.prompt, call.id));
  if (step instanceof RequestRefused) {
    limits.leave(account);
    return refuse("request", step.reply);
  }
  call.scenario = step.name;
  const { reply, delivery = "whole", ambiguous = false, argument } = scenarios[step.name];
  const delaySeconds =
    argument === "seconds" && step.argument !== null
      ? Number(step.argument)
      : options.retryDelaySeconds;
  const leaveLimits = (): void => limits.leave(account);
  return {
    reply,
    delivery,
    ambiguous,
    step,
    delaySeconds,
    drawing: { model, request },
    leaveLimits,
  };
}

/** Tells whether a model answers today. */
export function isServed(model: EmulatedModel, options: EmulatorOptions): boolean {
  if (options.liveModels !== null) return options.liveModels.includes(model.id);
  return !model.shutDown || options.allowShutDown;
}

function requestOf(
  body: ReceivedBody,
  apiVersion: string,
  model: EmulatedModel,
  call: CallRecord,
  options: EmulatorOptions,
): ReceivedRequest {
  if (!body.whole)
    throw new RequestRefused(
      `Request payload size exceeds the limit: ${options.largestRequestBytes} bytes.`,
    );
  const request = readRequest(body.text, apiVersion);
  // Noted before it is held against the model: what was refused is on the record too.
  Object.assign(call, request);
  checkRequest(request, model);
  return request;
}

function orRefusal<Value>(decide: () => Value): Value | RequestRefused {
  try {
    return decide();
  } catch (error) {
    if (error instanceof RequestRefused) return error;
    throw error;
  }
}
