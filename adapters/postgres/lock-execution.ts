import type { ExecutionState } from "@bunch/core/executions/execution-state";
import type { Connection } from "./pools.ts";

/** Locks an execution of this user and tells how it stands; null when the user has none of that id. */
export async function lockExecution(
  connection: Connection,
  which: { userId: string; executionId: string },
): Promise<{ workflowId: string; state: ExecutionState } | null> {
  const found = await connection.query<ExecutionState & { workflowId: string }>(
    `select workflow_id as "workflowId", status, pending_count as pending, processing_count as processing,
       completed_count as completed, failed_count as failed, cancelled_count as cancelled, undecided_count as undecided,
       status = 'paused' and paused_reason ->> 'code' = 'doubts' as "waitsForDecision",
       coalesce(settings ->> 'on_doubt' = 'ask', false) as "asksOnDoubt"
     from workflow_executions where id = $1 and user_id = $2 for update`,
    [which.executionId, which.userId],
  );
  const row = found.rows[0];
  if (!row) return null;
  const { workflowId, ...state } = row;
  return { workflowId, state };
}

/** Locks the execution of an attempt; every transaction of ours takes this lock first, so nothing can deadlock. */
export async function lockExecutionOfAttempt(
  connection: Connection,
  attemptId: string,
): Promise<void> {
  await connection.query(
    `select from workflow_executions
     where id = (select execution_id from result_attempts where id = $1) for update`,
    [attemptId],
  );
}
