import { type Allowance, firstLimit, noAllowance } from "./allowance.ts";
import { RecentStarts } from "./recent-starts.ts";

/** What was found out about an account and a model, for the next process; small, and true for as long as limits stay. */
export type PaceFindings = {
  /** Calls in flight that the provider was seen to bear. */
  limit: number;
  slowStart: boolean;
  /** Starts a second, null while no such limit was met. */
  perSecond: number | null;
};

/** How the provider met a call, told by whoever settled it. */
export type PaceNews =
  /** Refused with the time to wait, and perhaps the limit for a minute that it names. */
  | { is: "limited"; callId: string; waitMs: number; perMinute: number | null }
  /** Refused without a hint. */
  | { is: "overloaded"; callId: string }
  /** It broke on the provider's side. */
  | { is: "failed"; callId: string }
  /** Answered in earnest; wanted while `isFailing` only. */
  | { is: "answered"; callId: string };

const spacingMs = 50;
/** A hint up to this long speaks of a bucket that refills, a longer one of a window that ends. */
const longestBucketHintMs = 10_000;
const minuteMs = 60_000;
/** How often a call asks whether the limit that was told for a minute still holds. */
const askEveryMs = 1000;
/** A rate is what was accepted over this time. */
const rateOverMs = 15_000;
const leastRateOverMs = 3000;
/** A cut goes a little below what was accepted, and no deeper than this part of the rate of before. */
const partOfSeen = 0.95;
const cutTo = 0.7;
/** Where fewer are refused nothing is gained: hints alone do then. */
const toleratedRefusals = 0.08;
/** What a first hint of a bucket may tell of how fast it refills. */
const longestRefillMs = 2000;
const cutEveryMs = 2000;
const growthPerSecond = 1.02;
/** Once no hint came for as long as a rate is measured. */
const growthUnlimitedPerSecond = 1.15;
const slowestPerSecond = 1 / 60;
/** The spacing alone is slower than any rate beyond. */
const fastestPerSecond = 1000 / spacingMs;
/** So many refusals without a hint among the last calls halve the limit; one alone says nothing. */
const refusalsToHalve = 3;
const amongCalls = 6;
const halveEveryMs = 1000;
/** Failures of the provider, in a row, that are an outage: from there on single calls ask whether it is over. */
const failuresToBreak = 10;
const firstBreakMs = 5000;
const longestBreakMs = 60_000;

/**
 * Finds out how fast an account may be asked for a model: opens up while nothing is refused, waits just as long as a hint
 * says, and brakes gently without one. Touches no clock and no database; all times are milliseconds of one monotonic clock.
 * The rules and what they were measured at: docs/decisions/2026-11-28-pace.md.
 */
export class Pace {
  #limit: number;
  #slowStart: boolean;
  #perSecond: number;
  /** A limit for each sliding minute as a long hint told it, until a call is accepted beyond it. */
  #perMinute: number | null = null;
  /** Whether a short hint ever came: from then on nothing starts in a burst. */
  #isPaced: boolean;
  #gateUntilMs = -Infinity;
  #nextAtMs = -Infinity;
  #lastStartMs = -Infinity;
  #grownAtMs: number;
  #rateFromMs: number;
  /** When calls were refused with a short hint, oldest first. */
  #limitedAtMs: number[] = [];
  #cutAtMs = -Infinity;
  #halvedAtMs = -Infinity;
  /** Whether each of the last calls was refused without a hint, newest last. */
  #lastRefused: boolean[] = [];
  #failuresInARow = 0;
  #breakMs = 0;
  readonly #starts = new RecentStarts();

  constructor(input: { found: PaceFindings | null; gateMs: number; nowMs: number }) {
    const { found, nowMs } = input;
    this.#limit = Math.max(1, found?.limit ?? firstLimit);
    this.#slowStart = found?.slowStart ?? true;
    this.#perSecond = found?.perSecond ?? Infinity;
    this.#isPaced = this.#perSecond < Infinity;
    if (input.gateMs > 0) this.#gateUntilMs = nowMs + input.gateMs;
    this.#grownAtMs = nowMs;
    this.#rateFromMs = nowMs;
  }

  /** What may start now. */
  allowance(input: { ceiling: number; nowMs: number }): Allowance {
    const { nowMs } = input;
    this.#openUp(input);
    if (nowMs < this.#gateUntilMs) return noAllowance;
    const inFlight = Math.floor(
      this.#breakMs > 0 ? 1 : Math.max(1, Math.min(this.#limit, input.ceiling)),
    );
    const isUnknown = !this.#isPaced && this.#perMinute === null;
    return {
      inFlight,
      starts: nowMs < this.opensAtMs(nowMs) ? 0 : 1,
      startsUpTo: isUnknown ? firstLimit : 0,
    };
  }

  /** From when on one more may start, as far as pace alone counts; what is in flight may still be in its way. */
  opensAtMs(nowMs: number): number {
    return Math.max(this.#gateUntilMs, this.#nextAtMs, this.#minuteOpensAtMs(nowMs));
  }

  /** Calls that were handed out just now. */
  started(input: { callIds: readonly string[]; nowMs: number }): void {
    const { callIds, nowMs } = input;
    if (callIds.length === 0) return;
    this.#starts.add(callIds, nowMs);
    this.#lastStartMs = nowMs;
    this.#nextAtMs = nowMs + this.#spacingMs();
  }

  heard(input: { news: PaceNews; inFlight: number; nowMs: number }): void {
    const { news, inFlight, nowMs } = input;
    if (news.is === "answered") {
      this.#failuresInARow = 0;
      this.#breakMs = 0;
      return;
    }
    // What was gained by it is given back.
    if (this.#starts.refuse(news.callId, nowMs))
      this.#limit = Math.max(1, this.#limit - this.#gainOfOne());
    switch (news.is) {
      case "limited":
        return this.#limited(news, nowMs);
      case "overloaded":
        return this.#brake(inFlight, nowMs);
      case "failed":
        this.#failuresInARow += 1;
        if (this.#failuresInARow >= failuresToBreak) return this.#break(nowMs);
        return this.#brake(inFlight, nowMs);
      default:
        throw new Error(`Unknown news ${JSON.stringify(news satisfies never)}`);
    }
  }

  /** Whether the provider broke lately: an answer in earnest is news then. */
  get isFailing(): boolean {
    return this.#failuresInARow > 0;
  }

  /** Until when an outage of the provider is waited out; null when there is none. */
  get outageUntilMs(): number | null {
    return this.#breakMs > 0 ? this.#gateUntilMs : null;
  }

  get findings(): PaceFindings {
    const { limit, slowStart } = { limit: this.#limit, slowStart: this.#slowStart };
    return { limit, slowStart, perSecond: this.#perSecond < Infinity ? this.#perSecond : null };
  }

  /** Takes in what was accepted since, and lets limit and rate grow. */
  #openUp(input: { ceiling: number; nowMs: number }): void {
    const { nowMs } = input;
    for (const atMs of this.#starts.accept(nowMs)) {
      if (this.#perMinute !== null && this.#starts.acceptedSince(atMs - minuteMs) > this.#perMinute)
        this.#perMinute = null;
      this.#decided(false);
      // Not much beyond what was tried; a look that sees fewer slots for a moment costs nothing of it.
      if (this.#limit < 2 * Math.max(firstLimit, input.ceiling)) this.#limit += this.#gainOfOne();
    }
    const lastMs = this.#limitedAtMs.at(-1) ?? -Infinity;
    const growth = nowMs - lastMs < rateOverMs ? growthPerSecond : growthUnlimitedPerSecond;
    // Below one a second by the call, as few calls tell little.
    const grownFor = Math.min(1, this.#perSecond) * ((nowMs - this.#grownAtMs) / 1000);
    this.#perSecond *= growth ** grownFor;
    if (this.#perSecond > fastestPerSecond) this.#perSecond = Infinity;
    this.#grownAtMs = nowMs;
  }

  #limited(news: Extract<PaceNews, { is: "limited" }>, nowMs: number): void {
    this.#gateUntilMs = Math.max(this.#gateUntilMs, nowMs + news.waitMs);
    if (news.waitMs > longestBucketHintMs) {
      this.#perSecond = Infinity;
      // Whoever refuses so has just counted a full minute; where it does not say how many, they were these.
      this.#perMinute = news.perMinute ?? Math.max(1, this.#starts.inMinute);
      this.#rateFromMs = this.#gateUntilMs;
      return;
    }
    // The edge of a known window: its hints are waited for, and no rate follows from them.
    if (this.#perMinute !== null) return;
    if (!this.#isPaced) {
      this.#isPaced = true;
      // What a full bucket gave at first says nothing of how it refills; the wait for its next call does.
      this.#rateFromMs = nowMs;
      if (news.waitMs <= longestRefillMs)
        this.#perSecond = Math.min(this.#perSecond, 1000 / news.waitMs);
    }
    this.#limitedAtMs.push(nowMs);
    this.#cutRate(nowMs);
  }

  /** Hints alone would do, but for the calls that are refused: the rate keeps these few. */
  #cutRate(nowMs: number): void {
    const fromMs = Math.max(this.#rateFromMs, nowMs - rateOverMs);
    this.#limitedAtMs = this.#limitedAtMs.filter((atMs) => atMs > fromMs);
    const [accepted, refused] = [this.#starts.acceptedSince(fromMs), this.#limitedAtMs.length];
    const seen = this.#starts.acceptedPerSecond(fromMs, nowMs, leastRateOverMs);
    if (seen === null || nowMs - this.#cutAtMs < cutEveryMs) return;
    if (refused < toleratedRefusals * (accepted + refused)) return;
    this.#cutAtMs = nowMs;
    if (this.#perSecond === Infinity) this.#perSecond = seen;
    else
      this.#perSecond = Math.min(
        this.#perSecond,
        Math.max(partOfSeen * seen, cutTo * this.#perSecond),
      );
    this.#perSecond = Math.max(slowestPerSecond, this.#perSecond);
  }

  #brake(inFlight: number, nowMs: number): void {
    this.#decided(true);
    const refusals = this.#lastRefused.filter(Boolean).length;
    if (refusals < refusalsToHalve || nowMs - this.#halvedAtMs < halveEveryMs) return;
    this.#halvedAtMs = nowMs;
    this.#lastRefused = [];
    this.#slowStart = false;
    this.#limit = Math.max(1, inFlight, this.#limit / 2);
  }

  #decided(wasRefused: boolean): void {
    this.#lastRefused.push(wasRefused);
    if (this.#lastRefused.length > amongCalls) this.#lastRefused.shift();
  }

  /** What was in flight when it began to fail is one outage, however many fail of it. */
  #break(nowMs: number): void {
    if (nowMs < this.#gateUntilMs) return;
    this.#breakMs = Math.min(longestBreakMs, this.#breakMs * 2 || firstBreakMs);
    this.#gateUntilMs = nowMs + this.#breakMs;
  }

  #minuteOpensAtMs(nowMs: number): number {
    if (this.#perMinute === null) return -Infinity;
    const opensAtMs = this.#starts.minuteOpensAtMs(this.#perMinute, nowMs);
    return Math.min(opensAtMs, this.#lastStartMs + askEveryMs);
  }

  #gainOfOne(): number {
    return this.#slowStart ? 1 : 0.5 / this.#limit;
  }

  #spacingMs(): number {
    return this.#perSecond < Infinity ? 1000 / this.#perSecond : spacingMs;
  }
}
