/** What a limiter says to a call that wants to start. */
export type Admission =
  | { go: true }
  | { go: false; because: "window"; delaySeconds: number }
  | { go: false; because: "at_once" };

/** Counts accepted calls for each project and model, over a sliding window and at once. */
export class Limits {
  readonly #startsMs = new Map<string, number[]>();
  readonly #atWork = new Map<string, number>();

  /** Decides and, where the answer is yes, counts the call until `leave`. */
  enter(
    account: string,
    nowMs: number,
    bounds: { requestsPerMinute: number | null; windowMs: number; callsAtOnce: number | null },
  ): Admission {
    const starts = (this.#startsMs.get(account) ?? []).filter(
      (startMs) => startMs > nowMs - bounds.windowMs,
    );
    this.#startsMs.set(account, starts);
    if (bounds.requestsPerMinute !== null && starts.length >= bounds.requestsPerMinute) {
      const freesAtMs =
        (starts[starts.length - bounds.requestsPerMinute] ?? nowMs) + bounds.windowMs;
      return { go: false, because: "window", delaySeconds: Math.max(freesAtMs - nowMs, 1) / 1000 };
    }
    const atWork = this.#atWork.get(account) ?? 0;
    if (bounds.callsAtOnce !== null && atWork >= bounds.callsAtOnce)
      return { go: false, because: "at_once" };
    if (bounds.requestsPerMinute !== null) starts.push(nowMs);
    this.#atWork.set(account, atWork + 1);
    return { go: true };
  }

  leave(account: string): void {
    this.#atWork.set(account, Math.max(0, (this.#atWork.get(account) ?? 0) - 1));
  }
}
