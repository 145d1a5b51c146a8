const longestTimerMs = 3_600_000;
const shortestTimerMs = 2;

/** The provider's clock: the real one unless another is given, and as far ahead of it as was asked for. */
export class Clock {
  readonly #source: () => number;
  readonly #sleepers = new Set<() => void>();
  #aheadMs = 0;

  constructor(source: () => number = () => performance.timeOrigin + performance.now()) {
    this.#source = source;
  }

  /** Milliseconds since 1970. */
  nowMs(): number {
    return this.#source() + this.#aheadMs;
  }

  /** Moves the clock; whoever sleeps looks at it anew. */
  setAhead(aheadMs: number): void {
    this.#aheadMs = aheadMs;
    for (const wake of this.#sleepers) wake();
  }

  /** Waits until the clock shows that time, or until the signal. */
  async sleepUntil(untilMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted && this.nowMs() < untilMs) {
      const restMs = Math.min(Math.max(untilMs - this.nowMs(), shortestTimerMs), longestTimerMs);
      await new Promise<void>((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          this.#sleepers.delete(wake);
          signal.removeEventListener("abort", wake);
          resolve();
        };
        const timer = setTimeout(wake, restMs);
        this.#sleepers.add(wake);
        signal.addEventListener("abort", wake);
      });
    }
  }
}

const pacificDate = new Intl.DateTimeFormat("en-CA", { timeZone: "America/Los_Angeles" });

/** The day in California, as in "2026-11-23": the provider's days and months end there. */
export function pacificDay(nowMs: number): string {
  return pacificDate.format(nowMs);
}

/** A time as the provider writes it, to the nanosecond. */
export function timestamp(ms: number): string {
  const nanos = Math.floor((ms % 1) * 1e6);
  return `${new Date(Math.floor(ms)).toISOString().slice(0, -1)}${String(nanos).padStart(6, "0")}Z`;
}
