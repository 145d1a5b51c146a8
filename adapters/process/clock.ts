import { setTimeout as passed } from "node:timers/promises";
import type { Clock } from "@bunch/core/ports/clock";

/** Timers of Node count in 32 bits and fire at once beyond that. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own time. */
export function createClock(): Clock {
  return {
    now: () => Date.now(),
    monotonicMs: () => performance.now(),
    random: () => Math.random(),
    async wait({ ms, signal }) {
      const until = performance.now() + ms;
      for (let left = ms; left > 0 && !signal.aborted; left = until - performance.now()) {
        // The only rejection of a timer is its abort, which here ends the waiting like time does.
        await passed(Math.min(left, longestTimerMs), undefined, { signal }).catch(() => undefined);
      }
    },
  };
}
