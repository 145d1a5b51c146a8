import type { ExecutionPauser, Ledger } from "@bunch/core/ports/ledger";
import { claimResult } from "./claim-result.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import { inTransaction, type Pool } from "./pools.ts";
import { settleAttempt } from "./settle-attempt.ts";
import { workOrderColumns, workOrderOf, type WorkOrderRow } from "./work-order.ts";

/** The ledger in PostgreSQL, for workers; `spoolId` names the disk their answers lie on. */
export function createLedger(pool: Pool, spoolId: string): Ledger & ExecutionPauser {
  return {
    findWork: async ({ resultId }) => {
      const found = await pool.query<WorkOrderRow>(
        `select ${workOrderColumns} from workflow_batch_results r
         join workflow_executions e on e.id = r.execution_id
         join workflows w on w.id = e.workflow_id where r.id = $1`,
        [resultId],
      );
      return found.rows[0] ? workOrderOf(found.rows[0]) : null;
    },

    claim: (input) =>
      inTransaction(pool, (connection) => claimResult(connection, { ...input, spoolId })),

    keepTicket: async ({ attemptId, ticket }) => {
      await pool.query("update result_attempts set ticket = $2 where id = $1", [attemptId, ticket]);
    },

    received: async ({ attemptId }) => {
      await pool.query(
        `update result_attempts set state = 'received', received_at = now()
         where id = $1 and state = 'sent'`,
        [attemptId],
      );
    },

    settle: (input) => inTransaction(pool, (connection) => settleAttempt(connection, input)),

    pause: ({ executionId, account, reason }) =>
      inTransaction(pool, async (connection) => {
        await connection.query("select from workflow_executions where id = $1 for update", [
          executionId,
        ]);
        // After the lock: a resume that brings another key holds it, too.
        const now = await connection.query<{ account: string }>(
          `select w.account from workflows w join workflow_executions e on e.workflow_id = w.id where e.id = $1`,
          [executionId],
        );
        if (now.rows[0]?.account === account)
          await pauseUnlessPaused(connection, executionId, reason);
        // Nobody claims what was handed out of it: left so, it would hold slots until it is taken back as lost.
        await connection.query(
          `update workflow_batch_results set handed_out_at = null
           where execution_id = $1 and status = 'pending' and handed_out_at is not null`,
          [executionId],
        );
      }),
  };
}
