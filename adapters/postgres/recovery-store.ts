import type { WaitReason } from "@bunch/contracts/execution";
import type { AttemptOutcome } from "@bunch/core/results/attempt-outcome";
import type { RecoveryStore } from "@bunch/core/ports/recovery-store";
import { carryOut } from "./carry-out-change.ts";
import { isOver } from "./is-over.ts";
import { lockExecutionOfAttempt } from "./lock-execution.ts";
import { inTransaction, type Pool } from "./pools.ts";
import { workOrderColumns, workOrderOf, type WorkOrderRow } from "./work-order.ts";

type OrphanRow = WorkOrderRow & {
  attemptId: string;
  fence: number;
  state: "sent" | "received" | "uncertain";
  workerId: string;
  spoolId: string;
  ticket: string | null;
  overdue: boolean;
  isForgotten: boolean;
  earlier: AttemptOutcome[];
};

/** How long after a call's own deadline an answer may still turn up on another machine. */
const marginMinutes = 5;

/** Finds in PostgreSQL what the dead left behind. */
export function createRecoveryStore(pool: Pool): RecoveryStore {
  return {
    orphans: async ({ workerIds, spoolId, spooled, held, limit }) => {
      const found = await pool.query<OrphanRow>(
        `select a.id as "attemptId", a.fence, a.state, a.worker_id as "workerId", a.spool_id as "spoolId", a.ticket,
           now() > a.deadline_at + $3 * interval '1 minute' as overdue,
           now() > a.deadline_at + interval '1 day' as "isForgotten",
           coalesce((select array_agg(b.outcome order by b.number) from result_attempts b
             where b.result_id = a.result_id and b.round = a.round and b.outcome is not null and b.id <> a.id), '{}') as earlier,
           ${workOrderColumns}
         from result_attempts a
         join workflow_batch_results r on r.id = a.result_id
         join workflow_executions e on e.id = a.execution_id
         join workflows w on w.id = e.workflow_id
         where (a.worker_id = any ($1) and a.state in ('sent', 'received') and a.result_id <> all ($6)
           -- What must wait for another machine must not stand in the way of the rest.
           -- What another machine has in its spool it has whole, and may be all that is left of it.
           and (a.spool_id = $4 or (a.state = 'sent' and a.ticket is not null) or (a.state = 'sent' and now() > a.deadline_at + $3 * interval '1 minute')))
           -- Whoever was taken for dead, went on and died then has left an answer to a doubt.
           or (a.id = any ($5) and a.state = 'uncertain' and a.outcome = 'died')
         order by a.ticket is not null, case when a.ticket is null then 0 else random() end, a.sent_at limit $2`,
        [workerIds, limit, marginMinutes, spoolId, spooled, held],
      );
      return found.rows.map((row) => ({
        attemptId: row.attemptId,
        fence: row.fence,
        state: row.state,
        workerId: row.workerId,
        spoolId: row.spoolId,
        ticket: row.ticket,
        overdue: row.overdue,
        isForgotten: row.isForgotten,
        earlier: row.earlier,
        order: workOrderOf(row),
      }));
    },

    adopt: ({ attemptId, fence, workerId }) =>
      inTransaction(pool, async (connection) => {
        await lockExecutionOfAttempt(connection, attemptId);
        const adopted = await connection.query<{ fence: number }>(
          `with taken as (
           update workflow_batch_results r set fence = r.fence + 1, worker_id = $3
           from result_attempts a
           where a.id = $1 and r.id = a.result_id and r.fence = $2 and a.fence = $2
             and r.status = 'processing' and a.state in ('sent', 'received')
           returning r.fence
         )
         update result_attempts a set fence = t.fence, worker_id = $3 from taken t where a.id = $1
         returning a.fence`,
          [attemptId, fence, workerId],
        );
        return adopted.rows[0]?.fence ?? null;
      }),

    takeBackUnclaimed: async ({ olderThanMs }) => {
      const taken = await pool.query(
        // Many rows without their executions' locks: it waits for none of them, as that could end in a deadlock.
        `update workflow_batch_results set handed_out_at = null where id in (
           select id from workflow_batch_results
           where status = 'pending' and handed_out_at is not null
             and ${isOver("handed_out_at + $1 * interval '1 millisecond'")}
           for update skip locked)`,
        [olderThanMs],
      );
      return taken.rowCount ?? 0;
    },

    resumeDue: () =>
      inTransaction(pool, async (connection) => {
        const due = await connection.query<{ id: string; reason: WaitReason }>(
          `select id, paused_reason as reason from workflow_executions
           where paused_reason ->> 'until' is not null and status = 'paused'
             and (paused_reason ->> 'until')::timestamptz <= now()
           order by id limit 100 for update skip locked`,
        );
        for (const { id } of due.rows)
          await carryOut(connection, id, { do: "resume", maxCostMicros: null });
        return due.rows.length;
      }),
  };
}
