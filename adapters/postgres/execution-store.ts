import type { ExecutionState } from "@bunch/core/executions/execution-state";
import type { ExecutionStore, Submitted } from "@bunch/core/ports/execution-store";
import { appendEvent } from "./append-event.ts";
import { writeForPerson } from "./as-person.ts";
import { carryOut } from "./carry-out-change.ts";
import { insertSubmission } from "./insert-submission.ts";
import type { Pool } from "./pools.ts";

/** Executions in PostgreSQL, written for the person who asks. */
export function createExecutionStore(pool: Pool): ExecutionStore {
  return {
    submit: (submission) =>
      writeForPerson(pool, submission.userId, async (connection) => {
        const isNew = await insertSubmission(connection, submission);
        if (!isNew && submission.idempotency)
          return repeatOf(
            await findByIdempotencyKey(connection, submission.userId, submission.idempotency.key),
            submission.idempotency.digest,
          );
        await appendEvent(connection, {
          executionId: submission.executionId,
          type: "execution.submitted",
        });
        return { is: "new" };
      }),

    findRepeat: ({ userId, key, digest }) =>
      writeForPerson(pool, userId, async (connection) =>
        repeatOf(await findByIdempotencyKey(connection, userId, key), digest),
      ),

    change: ({ userId, executionId, decide, sealKey }) =>
      writeForPerson(pool, userId, async (connection) => {
        const locked = await lockExecution(connection, userId, executionId);
        if (!locked) return false;
        const change = decide(locked.state);
        if (sealKey && change.do !== "nothing")
          await connection.query(
            "update workflows set config = jsonb_set(config, '{api_key_encrypted}', $2::jsonb) where id = $1",
            [locked.workflowId, JSON.stringify(sealKey(locked.workflowId))],
          );
        await carryOut(connection, executionId, change);
        return true;
      }),
  };
}

type Earlier = { id: string; digest: string } | undefined;

async function findByIdempotencyKey(
  connection: { query: Pool["query"] },
  userId: string,
  key: string,
): Promise<Earlier> {
  const found = await connection.query<{ id: string; digest: string }>(
    `select id, idempotency_digest as digest from workflow_executions
     where user_id = $1 and idempotency_key = $2`,
    [userId, key],
  );
  return found.rows[0];
}

function repeatOf(earlier: Earlier, digest: string): Submitted {
  if (!earlier) return { is: "new" };
  return earlier.digest === digest
    ? { is: "repeat", executionId: earlier.id }
    : { is: "other_body" };
}

async function lockExecution(
  connection: { query: Pool["query"] },
  userId: string,
  executionId: string,
): Promise<{ workflowId: string; state: ExecutionState } | null> {
  const found = await connection.query<ExecutionState & { workflowId: string }>(
    `select workflow_id as "workflowId", status, pending_count as pending, processing_count as processing,
       completed_count as completed, failed_count as failed, cancelled_count as cancelled
     from workflow_executions where id = $1 and user_id = $2 for update`,
    [executionId, userId],
  );
  const row = found.rows[0];
  if (!row) return null;
  const { workflowId, ...state } = row;
  return { workflowId, state };
}
