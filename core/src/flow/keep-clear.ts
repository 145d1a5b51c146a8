import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import type { ObjectStore } from "../ports/object-store.ts";
import type { Removals } from "../ports/removals.ts";
import type { Spool } from "../ports/spool.ts";
import { clearRemovals } from "./clear-removals.ts";

export type ClearDoors = {
  removals: Removals;
  objects: ObjectStore;
  spool: Spool;
  clock: Clock;
  log: Log;
};

const everyMs = 5000;
const mostTroubleMs = 60_000;

/** Removes what deletions and broken submissions have left in store and spool, now and then, until the signal aborts. */
export async function keepClear(
  doors: ClearDoors,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  let waitMs = everyMs;
  while (!signal.aborted) {
    try {
      const removed = await clearRemovals(doors, signal);
      if (removed > 0) doors.log.info({ removed }, "What was deleted was removed from the store.");
      waitMs = everyMs;
    } catch (cause) {
      if (signal.aborted) return;
      doors.log.warn(
        { err: cause },
        "What was deleted cannot be removed from the store yet; it is tried again.",
      );
      waitMs = Math.min(mostTroubleMs, waitMs * 2);
    }
    await doors.clock.wait({ ms: waitMs, signal });
  }
}
