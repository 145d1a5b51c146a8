import { setTimeout as delay } from "node:timers/promises";

/** Waits for a work's end, but no longer than the deadline; false when it is still under way then. */
export async function endsWithin(work: Promise<void>, withinMs: number): Promise<boolean> {
  const stop = new AbortController();
  const late = delay(withinMs, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    stop.abort();
    // Nobody is left to hear of a failure after the deadline.
    work.catch(() => {});
  }
}
