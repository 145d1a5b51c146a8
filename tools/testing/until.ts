import { setTimeout as delay } from "node:timers/promises";

/** Waits for a state, looking often; fails with what it waited for when the time is up. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  input: { withinMs?: number; give?: () => string } = {},
): Promise<void> {
  const { withinMs = 30_000 } = input;
  const endMs = performance.now() + withinMs;
  while (!(await isSo())) {
    if (performance.now() > endMs)
      throw new Error(`Waited ${withinMs} ms in vain: ${what}.\n${input.give?.() ?? ""}`);
    await delay(20);
  }
}
