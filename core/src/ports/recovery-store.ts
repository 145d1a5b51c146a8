import type { AttemptOutcome } from "../results/attempt-outcome.ts";
import type { WorkOrder } from "./ledger.ts";

/** An attempt that nobody alive works on; `uncertain` when it became a doubt before its answer turned up. */
export type OrphanedAttempt = {
  attemptId: string;
  fence: number;
  state: "sent" | "received" | "uncertain";
  workerId: string;
  /** Which disk the answer would lie on. */
  spoolId: string;
  /** The vendor's id, by which the answer can be fetched from anywhere; null where none was given. */
  ticket: string | null;
  /** Whether the call's own deadline and the margin after it have passed. */
  overdue: boolean;
  /** Whether they passed a day ago: what is drawn so long is drawn by nobody. */
  isForgotten: boolean;
  earlier: readonly AttemptOutcome[];
  order: WorkOrder;
};

/** Finds what the dead left behind. */
export type RecoveryStore = {
  /**
   * Attempts of these workers that can be ended now: their answer would lie on this spool or can be fetched, or they are
   * overdue. And, of
   * those whose answer is `spooled`, each that was given up as the doubt of a dead worker. At most `limit`: first those
   * without a ticket, then others of these each time, so that none of what waits keeps another from being looked at.
   */
  orphans(input: {
    workerIds: readonly string[];
    spoolId: string;
    spooled: readonly string[];
    /** Results that are worked on, and left out. */
    held: readonly string[];
    limit: number;
  }): Promise<OrphanedAttempt[]>;
  /** Takes an orphan over with a new fence, so that two recoveries cannot both act; null when another was first. */
  adopt(input: { attemptId: string; fence: number; workerId: string }): Promise<number | null>;
  /** Results that were handed out and never claimed for that long become choosable again; how many. */
  takeBackUnclaimed(input: { olderThanMs: number }): Promise<number>;
  /** Executions paused until a moment that has passed go on; how many. */
  resumeDue(): Promise<number>;
};
