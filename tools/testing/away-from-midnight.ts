import { setTimeout as delay } from "node:timers/promises";

const dayMs = 86_400_000;
/** What tests that compare days take, however busy the machine is. */
const neededMs = 90_000;
const pastMs = 1000;

/**
 * Waits until a second past midnight where less than a minute and a half of the day of UTC is left: a test that takes the
 * day on one side of midnight and compares it with what is counted on the other would be wrong, and fail for nothing.
 */
export async function awayFromMidnight(): Promise<void> {
  const leftMs = dayMs - (Date.now() % dayMs);
  if (leftMs < neededMs) await delay(leftMs + pastMs, undefined, { ref: false });
}
