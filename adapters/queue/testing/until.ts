import { setTimeout as delay } from "node:timers/promises";

/** Waits for a state; throws when it has not come by the deadline. */
export async function until(
  isSo: () => boolean | Promise<boolean>,
  withinMs = 30_000,
): Promise<void> {
  const deadline = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > deadline)
      throw new Error(`Not so within ${withinMs} ms: ${isSo.toString()}`);
    await delay(10);
  }
}
