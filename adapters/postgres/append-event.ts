import type { ExecutionEventType } from "@bunch/contracts/event";
import type { WaitReason } from "@bunch/contracts/execution";
import type { Connection } from "./pools.ts";

/** What an event does to the counts of its execution; absent numbers stay. */
export type CountChange = {
  pending?: number;
  processing?: number;
  completed?: number;
  failed?: number;
  cancelled?: number;
  /** Beside `pending`, which counts the same results. */
  undecided?: number;
  /** Beside `possibleMicros`, in the same way. */
  undecidedMicros?: number;
  costMicros?: number;
  possibleMicros?: number;
};

/** What of an execution has not ended; the undecided are among the pending. */
export type Left = { pending: number; processing: number; undecided: number };

/** Columns of a result that its events need not repeat, or that would be of long ago when they are told. */
const notTold = [
  "prompt_text",
  "renditions_tries",
  "renditions_not_before",
  "renditions_given_up",
  "rating",
  "rejected",
];

/**
 * Counts and writes one event, in one statement. The sequence grows with the execution's row, whose lock the
 * transaction holds: a later number never commits first, so a reader that resumes loses none.
 */
export async function appendEvent(
  connection: Connection,
  event: {
    executionId: string;
    type: ExecutionEventType;
    resultId?: string | null;
    reason?: WaitReason | null;
    change?: CountChange;
  },
): Promise<Left> {
  const change = event.change ?? {};
  const counted = await connection.query<Left>(
    `with counted as (
       update workflow_executions set
         pending_count = pending_count + $5,
         processing_count = processing_count + $6,
         completed_count = completed_count + $7,
         failed_count = failed_count + $8,
         cancelled_count = cancelled_count + $9,
         cost_micros = cost_micros + $10,
         possible_micros = possible_micros + $11,
         undecided_count = undecided_count + $13,
         undecided_micros = undecided_micros + $14,
         last_sequence = last_sequence + 1
       where id = $1
       returning *
     ), written as (
       insert into execution_events (execution_id, sequence, user_id, type, result_id, data)
       select c.id, c.last_sequence, c.user_id, $2, $3, jsonb_build_object(
         'status', c.status,
         'reason', $4::jsonb,
         'counts', jsonb_build_object(
           'prompts', c.prompts_count, 'results', c.results_count, 'pending', c.pending_count,
           'processing', c.processing_count, 'completed', c.completed_count, 'failed', c.failed_count,
           'cancelled', c.cancelled_count, 'undecided', c.undecided_count, 'costMicros', c.cost_micros, 'possibleMicros', c.possible_micros,
           'undecidedMicros', c.undecided_micros,
           'overCapMicros', greatest(0, c.cost_micros - coalesce(c.max_cost_micros, c.cost_micros))),
         'result', (select to_jsonb(r) - $12::text[] from workflow_batch_results r where r.id = $3))
       from counted c
     )
     select pending_count as pending, processing_count as processing, undecided_count as undecided from counted`,
    [
      event.executionId,
      event.type,
      event.resultId ?? null,
      event.reason ? JSON.stringify(event.reason) : null,
      change.pending ?? 0,
      change.processing ?? 0,
      change.completed ?? 0,
      change.failed ?? 0,
      change.cancelled ?? 0,
      change.costMicros ?? 0,
      change.possibleMicros ?? 0,
      notTold,
      change.undecided ?? 0,
      change.undecidedMicros ?? 0,
    ],
  );
  const row = counted.rows[0];
  if (!row) throw new Error(`Execution ${event.executionId} is gone while its event was written.`);
  return row;
}

/** Writes the event of the end when nothing is left to do. */
export async function appendEndIfDone(
  connection: Connection,
  executionId: string,
  left: Left,
): Promise<void> {
  if (left.pending + left.processing > 0) return;
  const ended = await connection.query(
    "update workflow_executions set completed_at = now() where id = $1 and completed_at is null",
    [executionId],
  );
  if (ended.rowCount === 1) await appendEvent(connection, { executionId, type: "execution.ended" });
}
