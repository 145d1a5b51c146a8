import type { AnalyticsSums } from "../ports/analytics.ts";
import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";

export type AddUpDoors = { sums: AnalyticsSums; clock: Clock; log: Log };

/** What waits is added by whoever asks: it costs them a little, and is not missing. */
const everyMs = 10_000;
const afterTroubleMs = 60_000;
/** What is taken away leaves gaps that the next part would look through again: better much at once. */
const most = 50_000;

/** Adds what was told of settlements to the sums of analytics, a bounded part at a time, until the signal aborts. */
export async function keepAddingUp(
  { sums, clock, log }: AddUpDoors,
  { signal }: { signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    let waitMs = everyMs;
    try {
      if ((await sums.addUp({ most })) === most) waitMs = 0;
    } catch (cause) {
      if (signal.aborted) return;
      log.warn({ err: cause }, "The sums of analytics cannot be added up yet; it is tried again.");
      waitMs = afterTroubleMs;
    }
    if (waitMs > 0) await clock.wait({ ms: waitMs, signal });
  }
}
