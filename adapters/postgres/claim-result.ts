import { randomUUID } from "node:crypto";
import { capReason } from "@bunch/core/executions/cap-reason";
import type { AttemptOutcome } from "@bunch/core/results/attempt-outcome";
import type { Claim } from "@bunch/core/ports/ledger";
import { appendEvent } from "./append-event.ts";
import { gateIsClosed } from "./gate-is-closed.ts";
import { isOver } from "./is-over.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import type { Connection } from "./pools.ts";

/** How long a batch waits for room under its cap when it hears of no settlement. */
const roomWaitSeconds = 5;

type ClaimInput = {
  resultId: string;
  workerId: string;
  spoolId: string;
  account: string;
  ceilingMicros: number;
  deadlineMs: number;
};

type LockedExecution = {
  id: string;
  runs: boolean;
  isFirst: boolean;
  held: boolean;
  maxCostMicros: number | null;
  spentMicros: number;
};

/**
 * Takes the right to one call and writes the attempt down. Every transaction of ours locks the execution's row first,
 * so after a cancel or pause has committed no claim succeeds, and none of them can deadlock.
 */
export async function claimResult(
  connection: Connection,
  input: ClaimInput,
): Promise<Claim | null> {
  const execution = await lockExecutionOf(connection, input.resultId);
  if (!execution) return null;
  if (!execution.runs || execution.held || !(await fitsBudget(connection, execution, input)))
    return giveBack(connection, input.resultId);

  const attemptId = randomUUID();
  const claimed = await connection.query<{ fence: number; earlier: (AttemptOutcome | null)[] }>(
    `with claimed as (
       update workflow_batch_results r
       set status = 'processing', fence = r.fence + 1, worker_id = $2, handed_out_at = null
       from workflow_executions e join workflows w on w.id = e.workflow_id
       where r.id = $1 and e.id = r.execution_id and r.status = 'pending' and not r.undecided
         and ${isOver("r.not_before")}
         -- The key was read before the lock: one that was replaced since must not go out any more.
         and w.account = $3
         -- Read by this statement, so after the lock: a limit told meanwhile counts.
         and not exists (select from paces p where p.account = $3 and p.model = e.model and ${gateIsClosed("p")})
       returning r.id, r.execution_id, r.user_id, r.round, r.fence, e.model
     ), before as (
       select outcome, number, round from result_attempts where result_id = $1
     ), written as (
       insert into result_attempts
         (id, result_id, execution_id, user_id, number, round, worker_id, spool_id, fence, model, ceiling_micros, deadline_at, account)
       select $4, c.id, c.execution_id, c.user_id, 1 + (select count(*) from before), c.round, $2, $5, c.fence, c.model, $6,
         now() + $7 * interval '1 millisecond', $3
       from claimed c
     )
     select c.fence,
       array(select b.outcome from before b where b.round = c.round order by b.number) as earlier
     from claimed c`,
    [
      input.resultId,
      input.workerId,
      input.account,
      attemptId,
      input.spoolId,
      input.ceilingMicros,
      input.deadlineMs,
    ],
  );
  const result = claimed.rows[0];
  if (!result) return giveBack(connection, input.resultId);
  if (execution.isFirst) {
    await connection.query("update workflow_executions set started_at = now() where id = $1", [
      execution.id,
    ]);
    await appendEvent(connection, { executionId: execution.id, type: "execution.started" });
  }
  await appendEvent(connection, {
    executionId: execution.id,
    type: "result.started",
    resultId: input.resultId,
    change: { pending: -1, processing: 1 },
  });
  return {
    attemptId,
    fence: result.fence,
    earlier: result.earlier.filter((outcome) => outcome !== null),
  };
}

async function lockExecutionOf(
  connection: Connection,
  resultId: string,
): Promise<LockedExecution | undefined> {
  const locked = await connection.query<LockedExecution>(
    `select id, status in ('pending', 'processing') as runs, started_at is null as "isFirst",
       not ${isOver("hold_until")} as held, max_cost_micros as "maxCostMicros",
       cost_micros + possible_micros as "spentMicros"
     from workflow_executions
     where id = (select execution_id from workflow_batch_results where id = $1) for update`,
    [resultId],
  );
  return locked.rows[0];
}

/** Whether the cap has room for one more call at its ceiling, beside those under way; pauses when it never will. */
async function fitsBudget(
  connection: Connection,
  execution: LockedExecution,
  input: ClaimInput,
): Promise<boolean> {
  if (execution.maxCostMicros === null) return true;
  const open = await connection.query<{ reserved: number }>(
    `select coalesce(sum(ceiling_micros), 0)::bigint as reserved from result_attempts
     where execution_id = $1 and state in ('sent', 'received')`,
    [execution.id],
  );
  const reserved = open.rows[0]?.reserved ?? 0;
  if (execution.spentMicros + reserved + input.ceilingMicros <= execution.maxCostMicros)
    return true;
  // A call under way may leave room: its settlement ends this hold. Without it the dispatcher would offer one result after another.
  if (reserved > 0)
    await connection.query(
      `update workflow_executions set hold_until = now() + interval '${roomWaitSeconds} seconds', hold_code = 'no_room', hold_message = null
       where id = $1`,
      [execution.id],
    );
  else
    await pauseUnlessPaused(
      connection,
      execution.id,
      capReason({
        capMicros: execution.maxCostMicros,
        spentMicros: execution.spentMicros,
        nextMicros: input.ceilingMicros,
      }),
    );
  return false;
}

/** Leaves the result to the dispatcher, which chooses it again when it may run. */
async function giveBack(connection: Connection, resultId: string): Promise<null> {
  await connection.query(
    `update workflow_batch_results
     set handed_out_at = null, not_before = greatest(not_before, now() + interval '200 milliseconds')
     where id = $1 and status = 'pending'`,
    [resultId],
  );
  return null;
}
