import type { Stats } from "@bunch/contracts/execution";

const leastEnds = 3;
const windowMs = 90_000;
const mostEnds = 60;

/** Reckons how long the rest may take from the pace of the last pictures. */
export function createTimeLeft() {
  const ends: number[] = [];
  return {
    /** A picture has ended. */
    note(nowMs: number): void {
      ends.push(nowMs);
      if (ends.length > mostEnds) ends.shift();
    },
    /** Milliseconds, or null when nothing tells yet. */
    reckon({ pending }: Pick<Stats, "pending">, nowMs: number): number | null {
      const recent = ends.filter((one) => one > nowMs - windowMs);
      const first = recent[0];
      if (pending === 0 || recent.length < leastEnds || first === undefined) return null;
      return ((nowMs - first) / (recent.length - 1)) * pending;
    },
  };
}
