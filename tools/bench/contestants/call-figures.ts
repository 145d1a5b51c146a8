import type { CallRecord } from "@bunch/emulator/bill";

/** How long the provider worked on a call, as it noted it. */
export function servedMs(call: CallRecord): number {
  if (call.finishedAt === null) throw new Error(`The emulator's ${call.id} is not over yet.`);
  return Date.parse(call.finishedAt) - Date.parse(call.receivedAt);
}

/** How much of the calls the provider refused for pace. */
export function refusedPart(calls: readonly CallRecord[]): number {
  return calls.filter(({ status }) => status === 429).length / calls.length;
}

/** The most calls in flight at one time, as the provider saw them. */
export function mostInFlight(calls: readonly CallRecord[]): number {
  return Math.max(0, ...calls.map(({ inFlight }) => inFlight));
}
