/** A bucket of tokens, one a call: so many flow in a second, and no more than the burst are kept. */
export interface BucketRule {
  perSecond: number;
  burst: number;
  /** From so many milliseconds after the first call on, another rate. */
  changes?: { afterMs: number; perSecond: number }[];
}

const longestWaitMs = 3_600_000;
// Sums of fractions fall short of the whole by less than this.
const nearly = 1e-9;

/** Holds the tokens of one account; starts full, and anew when the rule is changed. */
export class TokenBucket {
  #rule: BucketRule | null = null;
  #tokens = 0;
  #startedMs = 0;
  #filledMs = 0;

  /** How long until there is a token; 0 where there is one now. */
  waitMs(rule: BucketRule, nowMs: number): number {
    this.#fill(rule, nowMs);
    if (this.#tokens >= 1 - nearly) return 0;
    let missing = 1 - this.#tokens;
    for (const { fromMs, toMs, perSecond } of this.#spans(rule, nowMs, nowMs + longestWaitMs)) {
      const flows = ((toMs - fromMs) / 1000) * perSecond;
      if (flows >= missing) return fromMs + (missing / perSecond) * 1000 - nowMs;
      missing -= flows;
    }
    return longestWaitMs;
  }

  take(): void {
    this.#tokens -= 1;
  }

  #fill(rule: BucketRule, nowMs: number): void {
    if (this.#rule !== rule) {
      this.#rule = rule;
      this.#tokens = rule.burst;
      this.#startedMs = nowMs;
      this.#filledMs = nowMs;
      return;
    }
    for (const { fromMs, toMs, perSecond } of this.#spans(rule, this.#filledMs, nowMs))
      this.#tokens = Math.min(rule.burst, this.#tokens + ((toMs - fromMs) / 1000) * perSecond);
    this.#filledMs = Math.max(this.#filledMs, nowMs);
  }

  /** Cuts a stretch of time where the rate changes. */
  #spans(
    rule: BucketRule,
    fromMs: number,
    toMs: number,
  ): { fromMs: number; toMs: number; perSecond: number }[] {
    const rates = [
      { afterMs: 0, perSecond: rule.perSecond },
      ...(rule.changes ?? []).toSorted((one, other) => one.afterMs - other.afterMs),
    ];
    return rates
      .map(({ afterMs, perSecond }, index) => ({
        perSecond,
        fromMs: Math.max(fromMs, this.#startedMs + afterMs),
        toMs: Math.min(toMs, this.#startedMs + (rates[index + 1]?.afterMs ?? Infinity)),
      }))
      .filter((span) => span.toMs > span.fromMs);
  }
}
