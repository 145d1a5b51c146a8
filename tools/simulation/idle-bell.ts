import type { Bell } from "@bunch/core/ports/bell";
import type { VirtualTime } from "./virtual-time.ts";
import type { WorkerProcess } from "./worker-process.ts";

type Waiting = {
  process: WorkerProcess;
  goOn: (rang: unknown) => void;
  atMostMs: number;
  sinceMs: number;
  isDue: boolean;
};

/**
 * The bells of all processes. A dispatcher that looks four times a second mostly sees what it saw before: such looks are
 * left out, and its wait lasts until the first of them that can find something new. So hours of idling take no time.
 */
export class IdleBells {
  readonly #waiting = new Set<Waiting>();
  readonly #time: VirtualTime;
  /** Whether results wait for nothing but their pace, which no change in the database announces. */
  readonly #paceMayOpen: () => boolean;
  /** Whether another process dispatches, so that this one would see nothing at all. */
  readonly #isShutOut: (process: WorkerProcess) => boolean;

  constructor(input: {
    time: VirtualTime;
    paceMayOpen: () => boolean;
    isShutOut: (process: WorkerProcess) => boolean;
  }) {
    this.#time = input.time;
    this.#paceMayOpen = input.paceMayOpen;
    this.#isShutOut = input.isShutOut;
  }

  /** Something may be found that was not there before. */
  changed = (): void => {
    for (const waiting of this.#waiting) this.#due(waiting);
  };

  /** The bell of one process; it rings in that process alone. */
  of(process: WorkerProcess): Bell {
    return {
      ring: () => {
        for (const waiting of this.#waiting) if (waiting.process === process) waiting.goOn(true);
      },
      wait: ({ atMostMs, signal }) =>
        new Promise((resolve) => {
          if (signal.aborted) return resolve(false);
          const goOn = (rang: unknown) => {
            this.#waiting.delete(waiting);
            signal.removeEventListener("abort", goOn);
            resolve(rang === true);
          };
          const sinceMs = this.#time.nowMs;
          const waiting: Waiting = { process, goOn, atMostMs, sinceMs, isDue: false };
          this.#waiting.add(waiting);
          signal.addEventListener("abort", goOn);
          if (this.#paceMayOpen()) this.#due(waiting);
        }),
    };
  }

  #due(waiting: Waiting): void {
    if (waiting.isDue || this.#isShutOut(waiting.process)) return;
    waiting.isDue = true;
    const { sinceMs, atMostMs } = waiting;
    const looks = Math.max(1, Math.ceil((this.#time.nowMs - sinceMs) / atMostMs));
    this.#time.at(sinceMs + looks * atMostMs, () =>
      waiting.process.goesOn(() => waiting.goOn(false)),
    );
  }
}
