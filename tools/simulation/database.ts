import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { WaitReason } from "@bunch/contracts/execution";
import type { ResultStatus } from "@bunch/contracts/result";
import type { AttemptOutcome } from "@bunch/core/results/attempt-outcome";
import type { HoldCode } from "@bunch/core/results/decide-settlement";
import type { PaceFindings, PaceNews } from "@bunch/core/pace/pace";
import type { VirtualTime } from "./virtual-time.ts";

export type ExecutionRow = {
  id: string;
  userId: string;
  account: string;
  createdAt: number;
  pausedReason: WaitReason | null;
  isCancelled: boolean;
  hold: { untilMs: number; code: HoldCode } | null;
  maxCostMicros: number | null;
  redrawFiltered: boolean;
  onDoubt: DoubtPolicy;
  costMicros: number;
  possibleMicros: number;
  results: ResultRow[];
  resumedAt: number;
};

export type ResultRow = {
  id: string;
  execution: ExecutionRow;
  index: number;
  status: ResultStatus;
  /** Pending, and waiting for its owner's decision. */
  isUndecided: boolean;
  fence: number;
  round: number;
  workerId: string | null;
  handedOutMs: number | null;
  notBeforeMs: number;
  path: string | null;
  extraPaths: string[];
  attempts: AttemptRow[];
  startedAt: number;
};

export type AttemptRow = {
  id: string;
  result: ResultRow;
  round: number;
  workerId: string;
  spoolId: string;
  fence: number;
  state: "sent" | "received" | "settled" | "refused" | "uncertain";
  outcome: AttemptOutcome | null;
  ceilingMicros: number;
  costMicros: number;
  deadlineMs: number;
};

type PaceRow = {
  account: string;
  findings: PaceFindings | null;
  isFailing: boolean;
  gateUntilMs: number;
  /** When the row was written; a row from the future was written before the clock was put back. */
  updatedMs: number;
};

const longestWaitMs = 60_000;
const sameNowMs = 5000;

/** All that is known, in memory: what the tables hold, and nothing that only a process knows. */
export class Database {
  readonly executions: ExecutionRow[] = [];
  readonly results = new Map<string, ResultRow>();
  readonly attempts = new Map<string, AttemptRow>();
  readonly workers = new Map<
    string,
    { spoolId: string; slots: number; beat: number; left: boolean }
  >();
  readonly paces = new Map<string, PaceRow>();
  news: { account: string; news: PaceNews }[] = [];
  lease: { holder: string; untilMs: number } | null = null;
  /** Whether a provider ever slowed anybody down: from then on time alone may open a pace. */
  isBraked = false;
  /** Grows with every event, as a sequence does. */
  sequence = 0;
  readonly #time: VirtualTime;
  readonly #onChange: () => void;

  constructor(input: { time: VirtualTime; onChange: () => void }) {
    this.#time = input.time;
    this.#onChange = input.onChange;
  }

  /** The database's own clock hangs on the wall too. */
  get nowMs(): number {
    return this.#time.wallMs;
  }

  /** Tells dispatchers that there may be more to hand out, now or when something comes due. */
  changed(dueMs?: number): void {
    if (dueMs === undefined) this.#onChange();
    // Further off, it is over already.
    else if (dueMs > this.nowMs && !this.isOver(dueMs))
      this.#time.in(dueMs - this.nowMs + 1, this.#onChange);
  }

  /** Whether a moment has come; one further off than any wait of ours was set by a clock that has been put back since. */
  isOver(momentMs: number): boolean {
    return momentMs <= this.nowMs || momentMs > this.nowMs + longestWaitMs;
  }

  /** Whether another than this one is the dispatcher just now. */
  isLeasedToAnother(holder: string): boolean {
    return this.lease !== null && this.lease.holder !== holder && !this.isOver(this.lease.untilMs);
  }

  /** Until when a provider lets an account wait; a gate that was told before the clock was put back says nothing of now. */
  gateUntilMs(account: string): number {
    const pace = this.paces.get(account);
    return pace && pace.updatedMs <= this.nowMs + sameNowMs ? pace.gateUntilMs : -Infinity;
  }

  paceOf(account: string): PaceRow {
    let pace = this.paces.get(account);
    if (!pace) {
      pace = {
        account,
        findings: null,
        isFailing: false,
        gateUntilMs: -Infinity,
        updatedMs: -Infinity,
      };
      this.paces.set(account, pace);
    }
    return pace;
  }
}

export const isOpen = ({ state }: AttemptRow) => state === "sent" || state === "received";

/** Whether claims of it may succeed. */
export function runs(execution: ExecutionRow): boolean {
  return (
    !execution.isCancelled &&
    execution.pausedReason === null &&
    execution.results.some(({ status }) => status === "pending" || status === "processing")
  );
}

/** Whether a result may be handed out or claimed as far as it alone counts. */
export function isReady(
  database: Database,
  { status, isUndecided, notBeforeMs }: ResultRow,
): boolean {
  return status === "pending" && !isUndecided && database.isOver(notBeforeMs);
}

export function pauseUnlessPaused(execution: ExecutionRow, reason: WaitReason): void {
  if (runs(execution)) execution.pausedReason = reason;
}
