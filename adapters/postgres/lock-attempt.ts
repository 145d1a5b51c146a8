import type { ResultStatus } from "@bunch/contracts/result";
import type { AttemptOutcome } from "@bunch/core/results/attempt-outcome";
import type { Connection } from "./pools.ts";

/** An attempt with what its settlement depends on, under the lock. */
export type LockedAttempt = {
  state: string;
  outcome: AttemptOutcome | null;
  fence: number;
  resultId: string;
  executionId: string;
  ceilingMicros: number;
  modelId: string;
  /** Null in attempts of an older version. */
  account: string | null;
  /** Its account's calls failed lately, so that an answer in earnest is news. */
  isFailing: boolean;
  resultStatus: ResultStatus;
  resultFence: number;
  /** The result waits for its owner's decision. */
  undecided: boolean;
  /** What the result may have cost so far. */
  possibleMicros: number;
  /** So does its execution, which has nothing else left. */
  isWaiting: boolean;
  cancelled: boolean;
  /** Its execution waits for a reason of our own: each settlement ends that hold. */
  isHeldByUs: boolean;
};

/**
 * Locks what a settlement writes, the execution's row first as every transaction of ours does, so nothing can deadlock.
 * All three, as a row that is only read would be shown as it was before the wait.
 */
export async function lockAttempt(
  connection: Connection,
  attemptId: string,
): Promise<LockedAttempt | undefined> {
  const found = await connection.query<LockedAttempt>(
    `select a.state, a.outcome, a.fence, a.result_id as "resultId", a.execution_id as "executionId",
       a.ceiling_micros as "ceilingMicros", a.model as "modelId", a.account,
       exists (select from paces p where p.account = a.account and p.model = a.model and p.is_failing) as "isFailing",
       r.status as "resultStatus", r.fence as "resultFence", r.undecided, r.possible_micros as "possibleMicros",
       e.status = 'paused' and e.paused_reason ->> 'code' = 'doubts' as "isWaiting",
       e.cancelled_at is not null as cancelled, e.hold_code is not null as "isHeldByUs"
     from workflow_executions e
     join result_attempts a on a.execution_id = e.id
     join workflow_batch_results r on r.id = a.result_id
     where a.id = $1 for update of e, a, r`,
    [attemptId],
  );
  return found.rows[0];
}
