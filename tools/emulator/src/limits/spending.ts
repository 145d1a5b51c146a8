import { pacificDay } from "../clock.ts";
import { RollingWindow } from "./rolling-window.ts";

/** The limits on a project's money, in micro-dollars. */
export interface SpendingBounds {
  spendPerTenMinutesMicros: number | null;
  spendWindowMs: number;
  spendPerMonthMicros: number | null;
  prepaidMicros: number | null;
}

/** Adds up what one project was charged. */
export class Spending {
  readonly #recent = new RollingWindow();
  #month = { name: "", micros: 0 };
  #totalMicros = 0;

  get totalMicros(): number {
    return this.#totalMicros;
  }

  charge(micros: number, nowMs: number): void {
    if (micros <= 0) return;
    this.#recent.add(micros, nowMs);
    this.#month = { name: monthOf(nowMs), micros: this.#monthMicros(nowMs) + micros };
    this.#totalMicros += micros;
  }

  /** Tells which bound is reached, if any: what is already spent counts, not what a call will cost. */
  reached(
    bounds: SpendingBounds,
    nowMs: number,
  ): { limit: "prepaid" | "month" | "spend_rate"; bound: number } | null {
    const { prepaidMicros, spendPerMonthMicros, spendPerTenMinutesMicros } = bounds;
    if (prepaidMicros !== null && this.#totalMicros >= prepaidMicros)
      return { limit: "prepaid", bound: prepaidMicros };
    if (spendPerMonthMicros !== null && this.#monthMicros(nowMs) >= spendPerMonthMicros)
      return { limit: "month", bound: spendPerMonthMicros };
    const recentMicros = this.#recent.sum(nowMs, bounds.spendWindowMs);
    if (spendPerTenMinutesMicros !== null && recentMicros >= spendPerTenMinutesMicros)
      return { limit: "spend_rate", bound: spendPerTenMinutesMicros };
    return null;
  }

  #monthMicros(nowMs: number): number {
    return this.#month.name === monthOf(nowMs) ? this.#month.micros : 0;
  }
}

function monthOf(nowMs: number): string {
  return pacificDay(nowMs).slice(0, 7);
}
