import type { CallRecord } from "@bunch/emulator/bill";

/** How long the provider worked on a call, as it noted it. */
export function servedMs(call: CallRecord): number {
  if (call.finishedAt === null) throw new Error(`The emulator's ${call.id} is not over yet.`);
  return Date.parse(call.finishedAt) - Date.parse(call.receivedAt);
}
