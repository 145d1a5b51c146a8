type Start = { id: string; atMs: number };

const minuteMs = 60_000;
/** A call that was not refused for so long is accepted. */
const usualPatienceMs = 1000;
const longestPatienceMs = 5000;
/** A refusal that took this long may take half as long again the next time. */
const patienceOfRefusal = 1.5;

/** The calls of one account in the last minute, without those that were refused: what is known of how fast it may be asked. */
export class RecentStarts {
  #patienceMs = usualPatienceMs;
  readonly #undecided = new Map<string, Start>();
  /** In the order of their starts. */
  #accepted: Start[] = [];

  add(ids: readonly string[], atMs: number): void {
    for (const id of ids) {
      // Handed out again, it begins anew, and behind the others.
      this.#undecided.delete(id);
      this.#undecided.set(id, { id, atMs });
    }
  }

  /**
   * Takes a refused call out; true when it had been taken for accepted. Then refusals are slow here, as a provider or a
   * busy machine of ours makes them, and from now on they are waited for longer.
   */
  refuse(id: string, nowMs: number): boolean {
    if (this.#undecided.delete(id)) return false;
    const index = this.#accepted.findLastIndex((start) => start.id === id);
    const [late] = index < 0 ? [] : this.#accepted.splice(index, 1);
    if (!late) return false;
    const patienceMs = patienceOfRefusal * (nowMs - late.atMs);
    this.#patienceMs = Math.min(longestPatienceMs, Math.max(this.#patienceMs, patienceMs));
    return true;
  }

  /** When each call started that counts as accepted by now and did not before, oldest first. */
  accept(nowMs: number): number[] {
    const accepted: Start[] = [];
    for (const start of this.#undecided.values()) {
      if (start.atMs + this.#patienceMs > nowMs) break;
      accepted.push(start);
      this.#undecided.delete(start.id);
    }
    this.#accepted.push(...accepted);
    const kept = this.#accepted.findIndex(({ atMs }) => atMs > nowMs - minuteMs);
    if (kept !== 0) this.#accepted.splice(0, kept < 0 ? Infinity : kept);
    return accepted.map(({ atMs }) => atMs);
  }

  /** How many were accepted that started after that. */
  acceptedSince(fromMs: number): number {
    return this.#accepted.filter(({ atMs }) => atMs > fromMs).length;
  }

  /** Starts a second that were accepted since then; null before that says anything. */
  acceptedPerSecond(fromMs: number, nowMs: number, leastMs: number): number | null {
    const overMs = nowMs - this.#patienceMs - fromMs;
    return overMs < leastMs ? null : (1000 * this.acceptedSince(fromMs)) / overMs;
  }

  /** How many of the last minute there are, the undecided ones included. */
  get inMinute(): number {
    return this.#accepted.length + this.#undecided.size;
  }

  /** When the minute has room for one call more than so many. */
  minuteOpensAtMs(most: number, nowMs: number): number {
    const over = this.inMinute - most;
    return over < 0 ? -Infinity : (this.#accepted[over]?.atMs ?? nowMs) + minuteMs;
  }
}
