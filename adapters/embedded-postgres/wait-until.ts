import { setTimeout as pause } from "node:timers/promises";

/** Repeats an attempt until it yields something; undefined when the deadline has passed, a throw when aborted. */
export async function waitUntil<Found>(input: {
  attempt: () => Promise<Found | undefined> | Found | undefined;
  waitMs: number;
  pauseMs: number;
  signal: AbortSignal;
}): Promise<Found | undefined> {
  const deadline = performance.now() + input.waitMs;
  for (;;) {
    input.signal.throwIfAborted();
    const found = await input.attempt();
    if (found !== undefined) return found;
    if (performance.now() >= deadline) return undefined;
    await pause(input.pauseMs, undefined, { signal: input.signal });
  }
}
