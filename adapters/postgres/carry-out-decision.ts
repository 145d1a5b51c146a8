import type { ExecutionChange } from "@bunch/core/executions/execution-state";
import { doubtsReason } from "@bunch/core/executions/doubts-reason";
import { Problem } from "@bunch/core/problem";
import { appendEndIfDone, appendEvent, type Left } from "./append-event.ts";
import { onlyDoubtsAreLeft } from "./doubts-pause.ts";
import type { Connection } from "./pools.ts";

type Decision = Extract<ExecutionChange, { do: "decide" }>;

/** Writes what was decided on results that may be paid already, under the execution's lock; what is decided already stays as it is. */
export async function carryOutDecision(
  connection: Connection,
  executionId: string,
  decided: Decision,
): Promise<void> {
  const { resultIds } = decided;
  if (resultIds) await refuseForeign(connection, executionId, resultIds);
  const { count, possibleMicros } = await moveUndecided(connection, executionId, decided);
  if (count === 0) return;
  const found = await connection.query<Left & { undecidedMicros: number; isWaiting: boolean }>(
    `select pending_count as pending, processing_count as processing, undecided_count as undecided,
       undecided_micros as "undecidedMicros",
       coalesce(paused_reason ->> 'code' = 'doubts', false) as "isWaiting"
     from workflow_executions where id = $1`,
    [executionId],
  );
  const before = found.rows[0];
  if (!before) throw new Error(`Execution ${executionId} is gone while its doubts were decided.`);
  const gaveUp = decided.decision === "give_up" ? count : 0;
  const left: Left = {
    ...before,
    pending: before.pending - gaveUp,
    undecided: before.undecided - count,
  };
  const reason = onlyDoubtsAreLeft(left)
    ? doubtsReason({
        count: left.undecided,
        possibleMicros: before.undecidedMicros - possibleMicros,
      })
    : null;
  // Another reason to be paused stands; this one ends as soon as there is something to draw.
  if (before.isWaiting)
    await connection.query("update workflow_executions set paused_reason = $2 where id = $1", [
      executionId,
      reason && JSON.stringify(reason),
    ]);
  const after = await appendEvent(connection, {
    executionId,
    type: "execution.decided",
    reason: before.isWaiting ? reason : null,
    change: {
      undecided: -count,
      undecidedMicros: -possibleMicros,
      pending: -gaveUp,
      failed: gaveUp,
    },
  });
  await appendEndIfDone(connection, executionId, after);
}

async function refuseForeign(
  connection: Connection,
  executionId: string,
  resultIds: readonly string[],
): Promise<void> {
  const wanted = new Set(resultIds).size;
  const known = await connection.query(
    "select from workflow_batch_results where execution_id = $1 and id = any ($2)",
    [executionId, resultIds],
  );
  const strange = wanted - (known.rowCount ?? 0);
  if (strange > 0)
    throw new Problem(
      "not_found",
      `${strange} of these ${wanted} result_ids ${strange === 1 ? "is" : "are"} not of this batch, so nothing was decided. Take them from its results with needs_decision.`,
      { field: "result_ids" },
    );
}

/** In one statement, of 100 000 results too; tells how many there were and what they may have cost. */
async function moveUndecided(
  connection: Connection,
  executionId: string,
  { decision, resultIds }: Decision,
): Promise<{ count: number; possibleMicros: number }> {
  const moved = await connection.query<{ count: number; possibleMicros: number }>(
    `with moved as (
       update workflow_batch_results set ${moves[decision]}
       where execution_id = $1 and undecided and ($2::uuid[] is null or id = any ($2))
       returning possible_micros
     )
     select count(*)::int as count, coalesce(sum(possible_micros), 0)::bigint as "possibleMicros"
     from moved`,
    [executionId, resultIds],
  );
  return moved.rows[0] ?? { count: 0, possibleMicros: 0 };
}

const moves: Record<Decision["decision"], string> = {
  // The user asks again: what happened before is not counted.
  draw_again: "undecided = false, round = round + 1, attempts = 0, not_before = now()",
  give_up: `undecided = false, status = 'failed', error_code = 'doubted', completed_at = now(),
    error_message = 'You gave it up: it may have been drawn and charged, but no answer reached us.'`,
};
