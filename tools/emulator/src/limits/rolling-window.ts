/** Adds up what happened within the last so many milliseconds. */
export class RollingWindow {
  #entries: { atMs: number; weight: number }[] = [];

  sum(nowMs: number, windowMs: number): number {
    this.#entries = this.#entries.filter(({ atMs }) => atMs > nowMs - windowMs);
    return this.#entries.reduce((sum, { weight }) => sum + weight, 0);
  }

  /** How long until that much more fits under the bound; 0 where it fits now, a whole window where it never will. */
  waitMs(weight: number, bound: number, nowMs: number, windowMs: number): number {
    let sum = this.sum(nowMs, windowMs) + weight;
    if (sum <= bound) return 0;
    for (const entry of this.#entries) {
      sum -= entry.weight;
      if (sum <= bound) return Math.max(entry.atMs + windowMs - nowMs, 1);
    }
    return windowMs;
  }

  add(weight: number, nowMs: number): void {
    this.#entries.push({ atMs: nowMs, weight });
  }
}
