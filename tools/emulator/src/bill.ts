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
  /** The seed that came with it, whatever the model makes of it. */
  seed: number | null;
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
  /** When the last byte of the reply was handed to the network; null where none was sent. */
  leftAt: string | null;
  imageSha256: string[];
  modelVersion: string | null;
  responseId: string | null;
  /** The job that brought it, where it came in a batch: half the price, and no connection of its own. */
  batch: string | null;
  /** Calls in flight when this one came, itself included. */
  inFlight: number;
}

/** Opens the record of a call that has just come in. */
export function newCallRecord(
  known: Pick<
    CallRecord,
    "id" | "receivedAt" | "model" | "apiVersion" | "keyLastFour" | "keyInUrl" | "inFlight" | "batch"
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
    seed: null,
    scenario: null,
    decidedBy: "scenario",
    status: null,
    usage: null,
    costMicros: 0,
    billed: false,
    done: false,
    arrived: null,
    leftAt: null,
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
  /** Requests to the Files and the Batch API, whatever came of them. */
  fileCalls: number;
  batchCalls: number;
  /** Lines of batch jobs among the calls. */
  batchLines: number;
  /** Questions after jobs, and requests for their pictures, whatever came of them; both cost nothing. */
  jobPolls: number;
  pictureDownloads: number;
  /** Callers that left before their request was whole; no work was done for them. */
  interruptedRequests: number;
  byScenario: Record<string, number>;
  byStatus: Record<string, number>;
  byModel: Record<string, Share>;
  /** By the last four characters of the key. */
  byKey: Record<string, Share>;
}

/** A part of the bill. */
interface Share {
  calls: number;
  billedCalls: number;
  costMicros: number;
}

/** Adds up what was charged. */
export function billOf(
  calls: readonly CallRecord[],
  seen: Omit<
    Bill,
    | "calls"
    | "billedCalls"
    | "costMicros"
    | "unfinished"
    | "batchLines"
    | "byScenario"
    | "byStatus"
    | "byModel"
    | "byKey"
  >,
): Bill {
  return {
    ...shareOf(calls),
    unfinished: calls.filter((call) => !call.done).length,
    batchLines: calls.filter((call) => call.batch !== null).length,
    ...seen,
    byScenario: countBy(calls, (call) => call.scenario ?? `refused by ${call.decidedBy}`),
    byStatus: countBy(calls, (call) => String(call.status ?? "none")),
    byModel: sharesBy(calls, (call) => call.model),
    byKey: sharesBy(calls, (call) => call.keyLastFour ?? "none"),
  };
}

function shareOf(calls: readonly CallRecord[]): Share {
  const billed = calls.filter((call) => call.billed);
  return {
    calls: calls.length,
    billedCalls: billed.length,
    costMicros: billed.reduce((sum, call) => sum + call.costMicros, 0),
  };
}

function sharesBy(
  calls: readonly CallRecord[],
  nameOf: (call: CallRecord) => string,
): Record<string, Share> {
  const groups = Map.groupBy(calls, nameOf);
  return Object.fromEntries([...groups].map(([name, own]) => [name, shareOf(own)]));
}

function countBy(
  calls: readonly CallRecord[],
  nameOf: (call: CallRecord) => string,
): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const call of calls) counts[nameOf(call)] = (counts[nameOf(call)] ?? 0) + 1;
  return counts;
}
