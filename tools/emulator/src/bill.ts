import type { ReceivedReference } from "./read-request.ts";
import type { ScenarioName } from "./scenarios.ts";

/** One call as the provider remembers it. */
export interface CallRecord {
  id: string;
  receivedAt: string;
  finishedAt: string | null;
  model: string;
  apiVersion: string;
  keyLastFour: string | null;
  keyInUrl: boolean;
  prompt: string | null;
  references: ReceivedReference[];
  modalities: string[];
  aspectRatio: string | null;
  imageSize: string | null;
  /** Null where the key, the model, the request or a limit refused the call before. */
  scenario: ScenarioName | null;
  decidedBy: "key" | "model" | "request" | "limit" | "scenario";
  /** Null until the reply is over, and for ever where none was sent. */
  status: number | null;
  usage: Record<string, unknown> | null;
  costMicros: number;
  billed: boolean;
  /** The provider's work is over, whether or not the caller got it. */
  done: boolean;
  arrived: "whole" | "broken" | "caller_left" | null;
  imageSha256: string[];
  modelVersion: string | null;
  responseId: string | null;
  /** Calls in flight when this one came, itself included. */
  inFlight: number;
}

/** Opens the record of a call that has just come in. */
export function newCallRecord(
  known: Pick<
    CallRecord,
    "id" | "receivedAt" | "model" | "apiVersion" | "keyLastFour" | "keyInUrl" | "inFlight"
  >,
): CallRecord {
  return {
    ...known,
    finishedAt: null,
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
  };
}

/** What the provider charges in the end. */
export interface Bill {
  calls: number;
  billedCalls: number;
  costMicros: number;
  /** Calls the provider is still working on; the bill is final once it is 0. */
  unfinished: number;
  inFlight: number;
  maxInFlight: number;
  maxInFlightByModel: Record<string, number>;
  maxInFlightByKey: Record<string, number>;
  modelListCalls: number;
  /** Callers that left before their request was whole; no work was done for them. */
  interruptedRequests: number;
  byScenario: Record<string, number>;
  byStatus: Record<string, number>;
}

/** Adds up what was charged. */
export function billOf(
  calls: readonly CallRecord[],
  seen: Omit<
    Bill,
    "calls" | "billedCalls" | "costMicros" | "unfinished" | "byScenario" | "byStatus"
  >,
): Bill {
  const billed = calls.filter((call) => call.billed);
  return {
    calls: calls.length,
    billedCalls: billed.length,
    costMicros: billed.reduce((sum, call) => sum + call.costMicros, 0),
    unfinished: calls.filter((call) => !call.done).length,
    ...seen,
    byScenario: countBy(calls, (call) => call.scenario ?? `refused by ${call.decidedBy}`),
    byStatus: countBy(calls, (call) => String(call.status ?? "none")),
  };
}

function countBy(
  calls: readonly CallRecord[],
  nameOf: (call: CallRecord) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[nameOf(call)] = (counts[nameOf(call)] ?? 0) + 1;
  return counts;
}
