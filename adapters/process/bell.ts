import type { Bell } from "@bunch/core/ports/bell";

/** A bell for the waiting within this process; a ring that nobody waits for is forgotten. */
export function createBell(): Bell {
  const waiting = new Set<(rang: true) => void>();
  return {
    ring() {
      for (const goOn of waiting) goOn(true);
    },
    wait({ atMostMs, signal }) {
      return new Promise((resolve) => {
        if (signal.aborted) return resolve(false);
        const goOn = (rang: unknown) => {
          clearTimeout(timer);
          signal.removeEventListener("abort", goOn);
          waiting.delete(goOn);
          resolve(rang === true);
        };
        const timer = setTimeout(goOn, Math.max(0, Math.min(atMostMs, 2 ** 31 - 1)));
        signal.addEventListener("abort", goOn);
        waiting.add(goOn);
      });
    },
  };
}
