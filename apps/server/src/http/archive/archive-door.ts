import { Problem } from "@bunch/core/problem";

/** Takes so many at once, half of them of one person at most, and refuses the rest with words: each holds a few pictures in memory. */
export class ArchiveDoor {
  readonly #most: number;
  readonly #inside = new Map<string, number>();
  constructor(most: number) {
    this.#most = most;
  }

  async enter<Value>(userId: string, work: () => Promise<Value>): Promise<Value> {
    const own = this.#inside.get(userId) ?? 0;
    const all = this.#inside.values().reduce((sum, some) => sum + some, 0);
    if (all >= this.#most || own >= this.#most / 2)
      throw new Problem(
        "not_ready",
        "Many archives are being downloaded just now. Try again in a moment.",
        undefined,
        10,
      );
    this.#inside.set(userId, own + 1);
    try {
      return await work();
    } finally {
      const left = (this.#inside.get(userId) ?? 1) - 1;
      if (left > 0) this.#inside.set(userId, left);
      else this.#inside.delete(userId);
    }
  }
}
