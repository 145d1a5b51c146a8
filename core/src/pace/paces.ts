import type { Choice, KeptPace, PacedAccount } from "../ports/dispatch-store.ts";
import { type Allowance, firstAllowance } from "./allowance.ts";
import { Pace, type PaceFindings } from "./pace.ts";

type Kept = {
  who: PacedAccount;
  pace: Pace;
  ceiling: number;
  hasWaiting: boolean;
  keptAs: string;
  usedAtMs: number;
};

/** An account that had no work for so long is found out anew: limits change. */
const idleMs = 3_600_000;

/** The paces of all accounts that have work, as the one dispatcher holds them. */
export class Paces {
  readonly #kept = new Map<string, Kept>();
  /** What one call more of a model than that would only make slower, as it is drawn on this machine. */
  readonly #ceilingOf: (modelId: string) => number;
  #slots = Infinity;

  constructor(input: { ceilingOf: (modelId: string) => number }) {
    this.#ceilingOf = input.ceilingOf;
  }

  /** Goes on from what was kept last: another dispatcher may have been at work since this one was. */
  takeUp(
    found: readonly (PacedAccount & { findings: PaceFindings; gateMs: number })[],
    nowMs: number,
  ): void {
    this.#kept.clear();
    for (const { account, modelId, findings, gateMs } of found)
      this.#add({ account, modelId }, new Pace({ found: findings, gateMs, nowMs }), nowMs);
  }

  /** What each account may start now. */
  allowances(nowMs: number): (PacedAccount & Allowance)[] {
    return [...this.#kept.values()].map(({ who, pace, ceiling }) => ({
      ...who,
      ...pace.allowance({ ceiling: Math.min(ceiling, this.#slots), nowMs }),
    }));
  }

  /** When the first of those that have work waiting may start more; what only waits for a call to end is not looked at. */
  opensAtMs(nowMs: number): number {
    let firstMs = Infinity;
    for (const { pace, hasWaiting } of this.#kept.values()) {
      const opensAtMs = hasWaiting ? pace.opensAtMs(nowMs) : nowMs;
      if (opensAtMs > nowMs) firstMs = Math.min(firstMs, opensAtMs);
    }
    return firstMs;
  }

  /** What an account gets of which nothing is known. */
  get forNew(): Allowance {
    return firstAllowance;
  }

  /** Takes in what a look told: who has work, what was refused, what was handed out. */
  heard(choice: Choice, { lookedMs, heardMs }: { lookedMs: number; heardMs: number }): void {
    this.#slots = Math.max(1, choice.slots);
    const inFlight = new Map<string, number>();
    for (const kept of this.#kept.values()) kept.hasWaiting = false;
    for (const one of choice.accounts) {
      inFlight.set(nameOf(one), one.inFlight);
      const kept = this.#known(one, lookedMs);
      kept.usedAtMs = lookedMs;
      kept.hasWaiting = one.hasWaiting;
    }
    for (const { news, ...who } of choice.news)
      this.#known(who, lookedMs).pace.heard({
        news,
        inFlight: inFlight.get(nameOf(who)) ?? 0,
        nowMs: heardMs,
      });
    const byAccount = Map.groupBy(choice.chosen, nameOf);
    for (const results of byAccount.values())
      if (results[0])
        this.#known(results[0], lookedMs).pace.started({
          callIds: results.map(({ resultId }) => resultId),
          nowMs: lookedMs,
        });
  }

  /** What has changed since it was last kept, so that a restart or another dispatcher goes on from there. */
  toKeep(nowMs: number): KeptPace[] {
    const changed: KeptPace[] = [];
    for (const [name, kept] of this.#kept) {
      const { who, pace } = kept;
      const { findings, isFailing } = pace;
      const outageMs = Math.max(0, (pace.outageUntilMs ?? nowMs) - nowMs);
      const as = JSON.stringify([findings, isFailing, pace.outageUntilMs]);
      if (as !== kept.keptAs) changed.push({ ...who, findings, isFailing, outageMs });
      kept.keptAs = as;
      if (nowMs - kept.usedAtMs > idleMs) this.#kept.delete(name);
    }
    return changed;
  }

  /** What was to be kept could not be written: all of it is to be kept again. */
  notKept(): void {
    for (const kept of this.#kept.values()) kept.keptAs = "";
  }

  #known(who: PacedAccount, nowMs: number): Kept {
    return (
      this.#kept.get(nameOf(who)) ??
      this.#add(who, new Pace({ found: null, gateMs: 0, nowMs }), nowMs)
    );
  }

  #add({ account, modelId }: PacedAccount, pace: Pace, nowMs: number): Kept {
    const who = { account, modelId };
    const kept = {
      who,
      pace,
      ceiling: this.#ceilingOf(modelId),
      hasWaiting: true,
      keptAs: "",
      usedAtMs: nowMs,
    };
    this.#kept.set(nameOf(who), kept);
    return kept;
  }
}

function nameOf({ account, modelId }: PacedAccount): string {
  return `${account} ${modelId}`;
}
