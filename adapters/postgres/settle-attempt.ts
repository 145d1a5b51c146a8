import type { ResultStatus } from "@bunch/contracts/result";
import { type AttemptOutcome, counts } from "@bunch/core/results/attempt-outcome";
import type { Ledger, Settled, StoredPicture } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { appendEndIfDone, appendEvent, type CountChange } from "./append-event.ts";
import { lockExecutionOfAttempt } from "./lock-execution.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import type { Connection } from "./pools.ts";
import { settleDeleted } from "./settle-deleted.ts";

type SettleInput = Parameters<Ledger["settle"]>[0];
type LockedAttempt = {
  state: string;
  outcome: AttemptOutcome | null;
  fence: number;
  resultId: string;
  executionId: string;
  ceilingMicros: number;
};
type LockedResult = {
  status: ResultStatus;
  fence: number;
  cancelled: boolean;
  /** Its execution waits for a reason of our own, not for the provider: each settlement ends that hold. */
  isHeldByUs: boolean;
};

/** How the result ended, if it did, and what is left of its execution. */
type Moved = {
  ended: "completed" | "failed" | "cancelled" | null;
  left: { pending: number; processing: number };
};

/** Writes what came of an attempt: attempt, result, counts, and last the event. A second call finds it settled and changes nothing. */
export async function settleAttempt(connection: Connection, input: SettleInput): Promise<Settled> {
  const attempt = await lockAttempt(connection, input.attemptId);
  if (attempt) return settleKnown(connection, input, attempt);
  await settleDeleted(connection, input);
  return { is: "deleted" };
}

async function settleKnown(
  connection: Connection,
  input: SettleInput,
  attempt: LockedAttempt,
): Promise<Settled> {
  const { settlement } = input;
  const { executionId, resultId } = attempt;
  const mayTell = attempt.state !== "uncertain" || settlement.attempt === "settled";
  if (!["sent", "received", "uncertain"].includes(attempt.state) || !mayTell)
    return { is: "unchanged" };

  const result = await lockResult(connection, resultId);
  await writeAttempt(connection, input);
  const money = {
    costMicros: settlement.costMicros,
    possibleMicros:
      (settlement.attempt === "uncertain" ? attempt.ceilingMicros : 0) -
      (attempt.state === "uncertain" ? attempt.ceilingMicros : 0),
  };
  await connection.query(
    `update workflow_batch_results
     set cost_micros = cost_micros + $2, possible_micros = possible_micros + $3, attempts = attempts + $4
     where id = $1`,
    [
      resultId,
      money.costMicros,
      money.possibleMicros,
      // A late answer may tell another story of an attempt than the one that was counted.
      Number(counts(settlement.outcome)) -
        Number(attempt.outcome !== null && counts(attempt.outcome)),
    ],
  );
  if (result.isHeldByUs)
    await connection.query(
      "update workflow_executions set hold_until = null, hold_code = null, hold_message = null where id = $1",
      [executionId],
    );
  // What was claimed before the user resumed says nothing of the key or the account that calls go on with.
  const isOfNow =
    (settlement.pause ?? settlement.hold) !== null &&
    !(await resumedSinceClaim(connection, attempt));
  if (settlement.hold && isOfNow)
    await connection.query(
      `update workflow_executions
       set hold_until = greatest(hold_until, now() + $2 * interval '1 millisecond'),
         hold_code = $3, hold_message = $4
       where id = $1
         -- The provider's limit stands while it lasts: a trouble of our own does not hide it.
         and ($3 = 'rate_limited' or hold_code is distinct from 'rate_limited' or hold_until <= now())`,
      [executionId, settlement.hold.waitMs, settlement.hold.code, settlement.hold.message],
    );

  // The fence stands in the attempt's row: a recovery that took it over moved both, and whoever settles first settles it for all.
  const mine = result.status === "processing" && result.fence === attempt.fence;
  // A late picture for a result that nobody has claimed anew is the result: drawing it again would pay twice.
  const stillWanted = result.status === "pending" && input.picture !== null;
  let moved: Moved;
  if (mine || stillWanted)
    moved = await moveResult(connection, {
      attempt,
      result,
      input,
      money,
      from: mine ? "processing" : "pending",
    });
  else moved = await keepLate(connection, { attempt, picture: input.picture, money });
  if (settlement.pause && isOfNow)
    await pauseUnlessPaused(connection, executionId, settlement.pause);
  await appendEndIfDone(connection, executionId, moved.left);
  return { is: "settled", possibleMicros: money.possibleMicros, resultEnded: moved.ended };
}

async function lockAttempt(
  connection: Connection,
  attemptId: string,
): Promise<LockedAttempt | undefined> {
  await lockExecutionOfAttempt(connection, attemptId);
  const found = await connection.query<LockedAttempt>(
    `select state, outcome, fence, result_id as "resultId", execution_id as "executionId", ceiling_micros as "ceilingMicros"
     from result_attempts where id = $1 for update`,
    [attemptId],
  );
  return found.rows[0];
}

async function lockResult(connection: Connection, resultId: string): Promise<LockedResult> {
  const found = await connection.query<LockedResult>(
    `select r.status, r.fence, e.cancelled_at is not null as cancelled,
       coalesce(e.hold_code <> 'rate_limited', false) as "isHeldByUs"
     from workflow_batch_results r join workflow_executions e on e.id = r.execution_id
     where r.id = $1 for update of r`,
    [resultId],
  );
  const result = found.rows[0];
  if (!result) throw new Error(`Result ${resultId} is gone while its attempt was settled.`);
  return result;
}

async function resumedSinceClaim(connection: Connection, attempt: LockedAttempt): Promise<boolean> {
  const found = await connection.query(
    `select from execution_events where execution_id = $1 and type = 'execution.resumed'
       and sequence > (select max(sequence) from execution_events where result_id = $2 and type = 'result.started')
     limit 1`,
    [attempt.executionId, attempt.resultId],
  );
  return found.rowCount === 1;
}

async function writeAttempt(connection: Connection, input: SettleInput): Promise<void> {
  const { settlement } = input;
  await connection.query(
    `update result_attempts
     set state = $2, outcome = $3, message = $4, cost_micros = $5, ended_at = now() where id = $1`,
    [
      input.attemptId,
      settlement.attempt,
      settlement.outcome,
      settlement.message,
      settlement.costMicros,
    ],
  );
}

async function moveResult(
  connection: Connection,
  move: {
    attempt: LockedAttempt;
    result: LockedResult;
    input: SettleInput;
    money: CountChange;
    from: "processing" | "pending";
  },
): Promise<Moved> {
  const { attempt, input, from } = move;
  const { executionId, resultId } = attempt;
  const to = input.settlement.result;
  const event = async (
    what: "completed" | "failed" | "postponed" | "cancelled",
    gains: CountChange,
  ): Promise<Moved> => ({
    ended: what === "postponed" ? null : what,
    left: await appendEvent(connection, {
      executionId,
      type: `result.${what}`,
      resultId,
      change: { ...move.money, ...gains },
    }),
  });

  if (to.to === "completed" && input.picture) {
    await complete(connection, resultId, input.picture, input);
    return event("completed", { [from]: -1, completed: 1 });
  }
  if (to.to === "failed") {
    await connection.query(
      `update workflow_batch_results
       set status = 'failed', error_code = $2, error_message = $3, warnings = $4, completed_at = now() where id = $1`,
      [resultId, to.code, to.message, JSON.stringify(input.settlement.warnings)],
    );
    return event("failed", { [from]: -1, failed: 1 });
  }
  if (move.result.cancelled) {
    await connection.query(
      "update workflow_batch_results set status = 'cancelled', completed_at = now() where id = $1",
      [resultId],
    );
    return event("cancelled", { [from]: -1, cancelled: 1 });
  }
  await connection.query(
    `update workflow_batch_results
     set status = 'pending', handed_out_at = null, worker_id = null, not_before = now() + $2 * interval '1 millisecond'
     where id = $1`,
    [resultId, to.to === "pending" ? to.afterMs : 0],
  );
  return event("postponed", {
    [from]: -1,
    ...(from === "processing" ? { pending: 1 } : {}),
  });
}

async function complete(
  connection: Connection,
  resultId: string,
  picture: StoredPicture,
  input: { settlement: Settlement; drawnInMs: number | null },
): Promise<void> {
  await connection.query(
    `update workflow_batch_results
     set status = 'completed', object_path = $2, object_sha256 = $3, mime_type = $4, width = $5, height = $6,
       bytes = $7, drawn_in_ms = $8, warnings = $9, error_code = null, error_message = null,
       handed_out_at = null, completed_at = now()
     where id = $1`,
    [
      resultId,
      picture.path,
      picture.sha256,
      picture.mimeType,
      picture.width,
      picture.height,
      picture.bytes,
      input.drawnInMs,
      JSON.stringify(input.settlement.warnings),
    ],
  );
}

/** The result has moved on: a paid picture is kept beside it, everything else only settles the money. */
async function keepLate(
  connection: Connection,
  late: { attempt: LockedAttempt; picture: StoredPicture | null; money: CountChange },
): Promise<Moved> {
  const { executionId, resultId } = late.attempt;
  if (late.picture)
    await connection.query(
      `update workflow_batch_results
       set extra_paths = array_append(extra_paths, $2)
       where id = $1 and object_path is distinct from $2 and $2 <> all (extra_paths)`,
      [resultId, late.picture.path],
    );
  const left = await appendEvent(connection, {
    executionId,
    type: "result.extra_kept",
    resultId,
    change: late.money,
  });
  return { ended: null, left };
}
