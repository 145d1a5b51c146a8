type Waiting = { bytes: number; enter: () => void };

/** A bound for what several steps may hold in memory at once: who finds no room waits for it, first come first served. */
export class Room {
  readonly #bytes: number;
  readonly #waiting = new Set<Waiting>();
  #takenBytes = 0;
  #inside = 0;

  constructor(input: { bytes: number }) {
    this.#bytes = input.bytes;
  }

  /** Resolves with what gives the room back; rejects when the signal aborts while there is none. What is larger than all of it gets in alone. */
  async enter(input: { bytes: number; signal: AbortSignal }): Promise<() => void> {
    const { bytes, signal } = input;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const one: Waiting = { bytes, enter: resolve };
    const leave = () => {
      if (this.#waiting.delete(one)) reject(signal.reason);
      // Whom it kept waiting by being first may fit.
      this.#letIn();
    };
    signal.addEventListener("abort", leave, { once: true });
    this.#waiting.add(one);
    this.#letIn();
    // Whoever leaves still has one last try, if it need not wait for it.
    if (signal.aborted) leave();
    await promise.finally(() => signal.removeEventListener("abort", leave));
    let isInside = true;
    return () => {
      if (!isInside) return;
      isInside = false;
      this.#inside -= 1;
      this.#takenBytes -= bytes;
      this.#letIn();
    };
  }

  #letIn(): void {
    for (const one of this.#waiting) {
      // Nobody passes the first: it would starve, however large it is.
      if (this.#inside > 0 && this.#takenBytes + one.bytes > this.#bytes) return;
      this.#waiting.delete(one);
      this.#inside += 1;
      this.#takenBytes += one.bytes;
      one.enter();
    }
  }
}
