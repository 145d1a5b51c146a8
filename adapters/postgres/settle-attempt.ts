import { counts } from "@bunch/core/results/attempt-outcome";
import type { Ledger, Settled, StoredPicture } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { appendEndIfDone, appendEvent, type CountChange, type Left } from "./append-event.ts";
import { followDoubts } from "./doubts-pause.ts";
import { lockAttempt, type LockedAttempt } from "./lock-attempt.ts";
import { tellPace } from "./pace-rows.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import type { Connection } from "./pools.ts";
import { settleDeleted } from "./settle-deleted.ts";

type SettleInput = Parameters<Ledger["settle"]>[0];
type Money = { costMicros: number; possibleMicros: number };

/** How the result ended, if it did, and what is left of its execution. */
type Moved = {
  ended: "completed" | "failed" | "cancelled" | null;
  left: Left;
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
  const { executionId } = attempt;
  const mayTell = attempt.state !== "uncertain" || settlement.attempt === "settled";
  if (!["sent", "received", "uncertain"].includes(attempt.state) || !mayTell)
    return { is: "unchanged" };

  const money = {
    costMicros: settlement.costMicros,
    possibleMicros:
      (settlement.attempt === "uncertain" ? attempt.ceilingMicros : 0) -
      (attempt.state === "uncertain" ? attempt.ceilingMicros : 0),
  };
  await writeAttempt(connection, { input, attempt, money });
  if (attempt.isHeldByUs)
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
       where id = $1`,
      [executionId, settlement.hold.waitMs, settlement.hold.code, settlement.hold.message],
    );

  // The fence stands in the attempt's row: a recovery that took it over moved both, and whoever settles first settles it for all.
  const mine = attempt.resultStatus === "processing" && attempt.resultFence === attempt.fence;
  // A late picture for a result that nobody has claimed anew is the result: drawing it again would pay twice.
  const stillWanted = attempt.resultStatus === "pending" && input.picture !== null;
  // An answer without a picture ends the question too: nothing is possible any more, its cost is known.
  const isAnswered =
    attempt.undecided && attempt.resultFence === attempt.fence && settlement.attempt === "settled";
  let moved: Moved;
  if (mine || stillWanted || isAnswered)
    moved = await moveResult(connection, {
      attempt,
      input,
      money,
      from: mine ? "processing" : "pending",
    });
  else moved = await keepLate(connection, { attempt, picture: input.picture, money });
  if (settlement.pause && isOfNow)
    await pauseUnlessPaused(connection, executionId, settlement.pause);
  const { isWaiting } = attempt;
  if (isWaiting || moved.left.undecided > 0)
    await followDoubts(connection, { id: executionId, left: moved.left, isWaiting });
  await appendEndIfDone(connection, executionId, moved.left);
  await tellPaceOf(connection, attempt, settlement);
  return { is: "settled", possibleMicros: money.possibleMicros, resultEnded: moved.ended };
}

/** Last in its transaction, as all calls of an account meet in one row. A late answer tells nothing of the pace of now. */
async function tellPaceOf(
  connection: Connection,
  attempt: LockedAttempt,
  { pace }: Settlement,
): Promise<void> {
  const { account, modelId, resultId } = attempt;
  if (pace === null || account === null || attempt.state === "uncertain") return;
  if (pace.is === "answered" && !attempt.isFailing) return;
  await tellPace(connection, { account, modelId, resultId, pace });
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

/** What the attempt came to, and its money in the sum of its result. */
async function writeAttempt(
  connection: Connection,
  written: {
    input: SettleInput;
    attempt: LockedAttempt;
    money: Money;
  },
): Promise<void> {
  const { attempt, money } = written;
  const { attemptId, settlement } = written.input;
  await connection.query(
    `with told as (
       update result_attempts
       set state = $2, outcome = $3, message = $4, cost_micros = $5, ended_at = now() where id = $1
     )
     update workflow_batch_results
     set cost_micros = cost_micros + $5, possible_micros = possible_micros + $6, attempts = attempts + $7
     where id = $8`,
    [
      attemptId,
      settlement.attempt,
      settlement.outcome,
      settlement.message,
      settlement.costMicros,
      money.possibleMicros,
      // A late answer may tell another story of an attempt than the one that was counted.
      Number(counts(settlement.outcome)) -
        Number(attempt.outcome !== null && counts(attempt.outcome)),
      attempt.resultId,
    ],
  );
}

async function moveResult(
  connection: Connection,
  move: {
    attempt: LockedAttempt;
    input: SettleInput;
    money: Money;
    from: "processing" | "pending";
  },
): Promise<Moved> {
  const { attempt, input, from } = move;
  const { executionId, resultId } = attempt;
  const to = input.settlement.result;
  const asks = to.to === "undecided" && !attempt.cancelled;
  const event = async (
    what: "completed" | "failed" | "postponed" | "cancelled",
    gains: CountChange,
  ): Promise<Moved> => ({
    ended: what === "postponed" ? null : what,
    left: await appendEvent(connection, {
      executionId,
      type: `result.${what}`,
      resultId,
      change: { ...move.money, ...gains, ...doubtChange(attempt, move.money, asks) },
    }),
  });

  if (to.to === "completed" && input.picture) {
    await complete(connection, resultId, input.picture, input);
    return event("completed", { [from]: -1, completed: 1 });
  }
  if (to.to === "failed") {
    await connection.query(
      `update workflow_batch_results
       set status = 'failed', undecided = false, error_code = $2, error_message = $3, warnings = $4, completed_at = now() where id = $1`,
      [resultId, to.code, to.message, JSON.stringify(input.settlement.warnings)],
    );
    return event("failed", { [from]: -1, failed: 1 });
  }
  if (attempt.cancelled) {
    await connection.query(
      "update workflow_batch_results set status = 'cancelled', completed_at = now() where id = $1",
      [resultId],
    );
    return event("cancelled", { [from]: -1, cancelled: 1 });
  }
  await connection.query(
    `update workflow_batch_results
     set status = 'pending', undecided = $3, handed_out_at = null, worker_id = null,
       not_before = now() + $2 * interval '1 millisecond'
     where id = $1`,
    [resultId, to.to === "pending" ? to.afterMs : 0, asks],
  );
  return event("postponed", from === "processing" ? { processing: -1, pending: 1 } : {});
}

async function complete(
  connection: Connection,
  resultId: string,
  picture: StoredPicture,
  input: { settlement: Settlement; drawnInMs: number | null },
): Promise<void> {
  await connection.query(
    `update workflow_batch_results
     set status = 'completed', undecided = false, object_path = $2, object_sha256 = $3, mime_type = $4, width = $5, height = $6,
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
  late: { attempt: LockedAttempt; picture: StoredPicture | null; money: Money },
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
    change: { ...late.money, ...doubtChange(late.attempt, late.money, late.attempt.undecided) },
  });
  return { ended: null, left };
}

/** What a settlement does to the undecided ones, and to what they may have cost. */
function doubtChange(
  { undecided, possibleMicros }: LockedAttempt,
  money: Money,
  stays: boolean,
): CountChange {
  const before = undecided ? possibleMicros : 0;
  const after = stays ? possibleMicros + money.possibleMicros : 0;
  return { undecided: Number(stays) - Number(undecided), undecidedMicros: after - before };
}
