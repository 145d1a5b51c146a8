import { pacificDay } from "../clock.ts";
import { RollingWindow } from "./rolling-window.ts";
import { Spending } from "./spending.ts";
import type { SpendingBounds } from "./spending.ts";
import { TokenBucket } from "./token-bucket.ts";
import type { BucketRule } from "./token-bucket.ts";

/** Every limit there is. */
export type LimitName =
  | "prepaid"
  | "month"
  | "spend_rate"
  | "day"
  | "minute"
  | "images"
  | "tokens"
  | "bucket"
  | "at_once";

/** What the limits say to a call that wants to start. */
export type Admission =
  | { go: true }
  | { go: false; limit: LimitName; bound: number; delaySeconds: number | null };

/** The settings that limit calls. */
export interface LimitBounds extends SpendingBounds {
  requestsPerMinute: number | null;
  imagesPerMinute: number | null;
  tokensPerMinute: number | null;
  windowMs: number;
  bucket: BucketRule | null;
  requestsPerDay: number | null;
  callsAtOnce: number | null;
  callsAtOnceHintSeconds: number | null;
}

/** A call before it starts; money is counted by project, all else by project and model. */
export interface LimitedCall {
  project: string;
  model: string;
  promptTokens: number;
}

class Account {
  readonly requests = new RollingWindow();
  readonly images = new RollingWindow();
  readonly tokens = new RollingWindow();
  readonly bucket = new TokenBucket();
  day = { name: "", calls: 0 };
  atWork = 0;
}

/** Counts accepted calls and money; what it answers depends on nothing but what it was told and when. */
export class Limits {
  readonly #accounts = new Map<string, Account>();
  readonly #spending = new Map<string, Spending>();

  /** Decides and, where the answer is yes, counts the call until `leave`. */
  enter(call: LimitedCall, nowMs: number, bounds: LimitBounds): Admission {
    const reached = this.spendingOf(call.project).reached(bounds, nowMs);
    if (reached) return { go: false, ...reached, delaySeconds: null };
    const account = this.#accountOf(call);
    const refusal = refusalOf(account, call, nowMs, bounds);
    if (refusal) return refusal;

    if (bounds.requestsPerMinute !== null) account.requests.add(1, nowMs);
    if (bounds.imagesPerMinute !== null) account.images.add(1, nowMs);
    if (bounds.tokensPerMinute !== null) account.tokens.add(call.promptTokens, nowMs);
    if (bounds.bucket !== null) account.bucket.take();
    account.day.calls += 1;
    account.atWork += 1;
    return { go: true };
  }

  leave(call: LimitedCall): void {
    const account = this.#accountOf(call);
    account.atWork = Math.max(0, account.atWork - 1);
  }

  spendingOf(project: string): Spending {
    const known = this.#spending.get(project) ?? new Spending();
    this.#spending.set(project, known);
    return known;
  }

  #accountOf({ project, model }: LimitedCall): Account {
    const name = JSON.stringify([project, model]);
    const known = this.#accounts.get(name) ?? new Account();
    this.#accounts.set(name, known);
    return known;
  }
}

function refusalOf(
  account: Account,
  call: LimitedCall,
  nowMs: number,
  bounds: LimitBounds,
): Extract<Admission, { go: false }> | null {
  const today = pacificDay(nowMs);
  if (account.day.name !== today) account.day = { name: today, calls: 0 };
  if (bounds.requestsPerDay !== null && account.day.calls >= bounds.requestsPerDay)
    return { go: false, limit: "day", bound: bounds.requestsPerDay, delaySeconds: null };

  const windows = [
    { limit: "minute", window: account.requests, weight: 1, bound: bounds.requestsPerMinute },
    { limit: "images", window: account.images, weight: 1, bound: bounds.imagesPerMinute },
    {
      limit: "tokens",
      window: account.tokens,
      weight: call.promptTokens,
      bound: bounds.tokensPerMinute,
    },
  ] as const;
  for (const { limit, window, weight, bound } of windows) {
    const waitMs = bound === null ? 0 : window.waitMs(weight, bound, nowMs, bounds.windowMs);
    if (bound !== null && waitMs > 0)
      return { go: false, limit, bound, delaySeconds: waitMs / 1000 };
  }
  if (bounds.bucket !== null) {
    const waitMs = account.bucket.waitMs(bounds.bucket, nowMs);
    // Google names a quota a minute whatever the limiter behind it is.
    const bound = Math.round(bounds.bucket.perSecond * 60);
    if (waitMs > 0) return { go: false, limit: "bucket", bound, delaySeconds: waitMs / 1000 };
  }
  if (bounds.callsAtOnce !== null && account.atWork >= bounds.callsAtOnce)
    return {
      go: false,
      limit: "at_once",
      bound: bounds.callsAtOnce,
      delaySeconds: bounds.callsAtOnceHintSeconds,
    };
  return null;
}
