import type { Clock } from "../ports/clock.ts";
import type { Log } from "../ports/log.ts";
import { forgetOld, type ForgetDoors } from "./forget-old.ts";

const everyMs = 15 * 60_000;

/** Forgets what is old enough, at once and then every quarter of an hour, until the signal aborts. */
export async function keepForgetting(
  doors: ForgetDoors & { clock: Clock; log: Log },
  { signal }: { signal: AbortSignal },
): Promise<void> {
  while (!signal.aborted) {
    try {
      const forgotten = await forgetOld(doors, signal);
      if (Object.values(forgotten).some((many) => many > 0))
        doors.log.info({ ...forgotten }, "What was older than it is kept for was forgotten.");
    } catch (cause) {
      if (signal.aborted) return;
      doors.log.warn({ err: cause }, "What is old cannot be forgotten yet; it is tried again.");
    }
    await doors.clock.wait({ ms: everyMs, signal });
  }
}
