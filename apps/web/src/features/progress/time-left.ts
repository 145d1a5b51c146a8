import type { Result } from "@bunch/contracts/result";

const leastFinishes = 5;
const windowMs = 90_000;

/**
 * How long the rest may take, in milliseconds, null when nothing tells yet. From the pace of the last pictures where some
 * were seen, else from how long a picture takes and how many are under way.
 */
export function timeLeft(input: {
  pending: number;
  processing: number;
  finishedAt: readonly number[];
  results: readonly (Result | undefined)[];
  now: number;
}): number | null {
  const { pending, finishedAt, now } = input;
  if (pending === 0) return null;
  const recent = finishedAt.filter((moment) => moment > now - windowMs);
  const first = recent[0];
  if (recent.length >= leastFinishes && first !== undefined)
    return ((now - first) / recent.length) * pending;
  let total = 0;
  let count = 0;
  for (const result of input.results) {
    if (result?.status !== "completed" || result.processing_time_ms === null) continue;
    total += result.processing_time_ms;
    count += 1;
  }
  if (count === 0 || input.processing === 0) return null;
  const rounds = Math.max(1, pending / input.processing);
  return (total / count) * rounds;
}
