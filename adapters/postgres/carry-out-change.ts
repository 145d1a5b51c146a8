import type { ExecutionChange } from "@bunch/core/executions/execution-state";
import { appendEndIfDone, appendEvent } from "./append-event.ts";
import { carryOutDecision } from "./carry-out-decision.ts";
import { followDoubts } from "./doubts-pause.ts";
import type { Connection } from "./pools.ts";

/** Writes what was decided under the execution's lock, with its event; of 100 000 results in one statement. */
export async function carryOut(
  connection: Connection,
  executionId: string,
  change: ExecutionChange,
): Promise<void> {
  switch (change.do) {
    case "nothing":
      return;
    case "pause":
      await connection.query("update workflow_executions set paused_reason = $2 where id = $1", [
        executionId,
        JSON.stringify(change.reason),
      ]);
      await appendEvent(connection, {
        executionId,
        type: "execution.paused",
        reason: change.reason,
      });
      return;
    case "resume": {
      await connection.query(
        `update workflow_executions
         set paused_reason = null, hold_until = null, hold_code = null, hold_message = null,
           max_cost_micros = coalesce($2, max_cost_micros)
         where id = $1`,
        [executionId, change.maxCostMicros],
      );
      const left = await appendEvent(connection, { executionId, type: "execution.resumed" });
      await followDoubts(connection, { id: executionId, left, isWaiting: false });
      return;
    }
    case "cancel": {
      const ended = await connection.query<{ undecided: number; undecidedMicros: number }>(
        `update workflow_executions set cancelled_at = now(), paused_reason = null where id = $1
         returning undecided_count as undecided, undecided_micros as "undecidedMicros"`,
        [executionId],
      );
      const cancelled = await connection.query(
        `update workflow_batch_results
         set status = 'cancelled', undecided = false, handed_out_at = null, completed_at = now()
         where execution_id = $1 and status = 'pending'`,
        [executionId],
      );
      const count = cancelled.rowCount ?? 0;
      const left = await appendEvent(connection, {
        executionId,
        type: "execution.cancelled",
        change: {
          pending: -count,
          cancelled: count,
          undecided: -(ended.rows[0]?.undecided ?? 0),
          undecidedMicros: -(ended.rows[0]?.undecidedMicros ?? 0),
        },
      });
      await appendEndIfDone(connection, executionId, left);
      return;
    }
    case "retry": {
      await connection.query(
        `update workflow_executions
         set cancelled_at = null, completed_at = null, paused_reason = null where id = $1`,
        [executionId],
      );
      const again = await connection.query(
        `update workflow_batch_results
         set status = 'pending', round = round + 1, attempts = 0, error_code = null, error_message = null,
           not_before = now(), handed_out_at = null, completed_at = null, worker_id = null
         where execution_id = $1 and status = 'failed'`,
        [executionId],
      );
      const count = again.rowCount ?? 0;
      await appendEvent(connection, {
        executionId,
        type: "execution.retried",
        change: { pending: count, failed: -count },
      });
      return;
    }
    case "decide":
      await carryOutDecision(connection, executionId, change);
      return;
    default:
      throw new Error(`Unknown change ${JSON.stringify(change satisfies never)}`);
  }
}
