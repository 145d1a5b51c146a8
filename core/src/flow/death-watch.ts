import type { WorkerRow } from "../ports/worker-registry.ts";

type Seen = { beat: number; sinceMs: number };

/**
 * Tells which workers are dead: those whose heartbeat this observer has seen unchanged for `deathAfterMs` of its own
 * monotonic clock. No wall clock is compared with another, and `forget` starts the count anew after an outage or a sleep.
 */
export class DeathWatch {
  readonly #deathAfterMs: number;
  #seen = new Map<string, Seen>();
  #lastLookMs: number | null = null;

  constructor(input: { deathAfterMs: number }) {
    this.#deathAfterMs = input.deathAfterMs;
  }

  /** Those that are dead, or left. */
  look(workers: readonly WorkerRow[], nowMs: number): string[] {
    // A look long after the last one means that this process slept: what it saw before says nothing.
    if (this.#lastLookMs !== null && nowMs - this.#lastLookMs > this.#deathAfterMs / 2)
      this.forget();
    this.#lastLookMs = nowMs;
    const dead: string[] = [];
    const seen = new Map<string, Seen>();
    for (const worker of workers) {
      const before = this.#seen.get(worker.workerId);
      const since = before && before.beat === worker.beat ? before.sinceMs : nowMs;
      seen.set(worker.workerId, { beat: worker.beat, sinceMs: since });
      if (worker.left || nowMs - since >= this.#deathAfterMs) dead.push(worker.workerId);
    }
    this.#seen = seen;
    return dead;
  }

  forget(): void {
    this.#seen = new Map();
  }
}
