import { counts } from "@bunch/core/results/attempt-outcome";
import type { Ledger, Settled, StoredPicture } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { appendEndIfDone, appendEvent, type CountChange } from "./append-event.ts";
import { followDoubts } from "./doubts-pause.ts";
import { lockAttempt, type LockedAttempt } from "./lock-attempt.ts";
import { tellPace } from "./pace-rows.ts";
import { pauseUnlessPaused } from "./pause-unless-paused.ts";
import type { Connection } from "./pools.ts";
import { settleDeleted } from "./settle-deleted.ts";

type SettleInput = Parameters<Ledger["settle"]>[0];
type Money = { costMicros: number; possibleMicros: number };

/** Columns of the result beside its money, as SQL after a comma; its values are $9 and following. */
type ResultChange = { set: string; values: readonly unknown[] };
/** What a settlement does to its result and tells of it. */
type Move = {
  change: ResultChange;
  event: {
    what: "completed" | "failed" | "postponed" | "cancelled" | "extra_kept";
    gains: CountChange;
  };
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
  const { change, event } =
    mine || stillWanted || isAnswered
      ? moveOf({ attempt, input, money, from: mine ? "processing" : "pending" })
      : keepLate({ attempt, picture: input.picture, money });
  await writeAttempt(connection, { input, attempt, money, change });
  const left = await appendEvent(connection, {
    executionId,
    type: `result.${event.what}`,
    resultId: attempt.resultId,
    change: { ...money, ...event.gains },
  });
  if (settlement.pause && isOfNow)
    await pauseUnlessPaused(connection, executionId, settlement.pause);
  const { isWaiting } = attempt;
  if (isWaiting || left.undecided > 0)
    await followDoubts(connection, { id: executionId, left, isWaiting });
  await appendEndIfDone(connection, executionId, left);
  await tellPaceOf(connection, attempt, settlement);
  return { is: "settled", possibleMicros: money.possibleMicros, resultEnded: endedBy(event.what) };
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

/** What the attempt came to, its money in the sum of its result, and what else changes there. */
async function writeAttempt(
  connection: Connection,
  written: { input: SettleInput; attempt: LockedAttempt; money: Money; change: ResultChange },
): Promise<void> {
  const { attempt, money, change } = written;
  const { attemptId, settlement } = written.input;
  await connection.query(
    `with told as (
       update result_attempts
       set state = $2, outcome = $3, message = $4, cost_micros = $5, ended_at = now() where id = $1
     )
     update workflow_batch_results
     set cost_micros = cost_micros + $5, possible_micros = possible_micros + $6, attempts = attempts + $7${change.set}
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
      ...change.values,
    ],
  );
}

/** Where the result goes by it, and what is told of that. */
function moveOf(move: {
  attempt: LockedAttempt;
  input: SettleInput;
  money: Money;
  from: "processing" | "pending";
}): Move {
  const { attempt, money, from } = move;
  const { settlement, picture, drawnInMs } = move.input;
  const to = settlement.result;
  const asks = to.to === "undecided" && !attempt.cancelled;
  const doubt = doubtChange(attempt, money, asks);
  const warnings = JSON.stringify(settlement.warnings);
  if (to.to === "completed" && picture)
    return {
      change: {
        set: `, status = 'completed', undecided = false, object_path = $9, object_sha256 = $10, mime_type = $11,
          width = $12, height = $13, bytes = $14, drawn_in_ms = $15, warnings = $16, error_code = null,
          error_message = null, handed_out_at = null, completed_at = now(), object_crc32 = $17,
          object_head_bytes = $18, object_head_crc32 = $19`,
        values: [
          picture.path,
          picture.sha256,
          picture.mimeType,
          picture.width,
          picture.height,
          picture.bytes,
          drawnInMs,
          warnings,
          picture.crc32,
          picture.head?.bytes ?? null,
          picture.head?.crc32 ?? null,
        ],
      },
      event: { what: "completed", gains: { [from]: -1, completed: 1, ...doubt } },
    };
  if (to.to === "failed")
    return {
      change: {
        set: ", status = 'failed', undecided = false, error_code = $9, error_message = $10, warnings = $11, completed_at = now()",
        values: [to.code, to.message, warnings],
      },
      event: { what: "failed", gains: { [from]: -1, failed: 1, ...doubt } },
    };
  if (attempt.cancelled)
    return {
      change: { set: ", status = 'cancelled', completed_at = now()", values: [] },
      event: { what: "cancelled", gains: { [from]: -1, cancelled: 1, ...doubt } },
    };
  return {
    change: {
      set: `, status = 'pending', undecided = $10, handed_out_at = null, worker_id = null,
        not_before = now() + $9 * interval '1 millisecond'`,
      values: [to.to === "pending" ? to.afterMs : 0, asks],
    },
    event: {
      what: "postponed",
      gains: { ...(from === "processing" ? { processing: -1, pending: 1 } : {}), ...doubt },
    },
  };
}

/** The result has moved on: a paid picture is kept beside it, everything else only settles the money. */
function keepLate(late: {
  attempt: LockedAttempt;
  picture: StoredPicture | null;
  money: Money;
}): Move {
  const { attempt, picture, money } = late;
  return {
    change: picture
      ? {
          set: `, extra_paths = case when object_path is distinct from $9 and $9 <> all (extra_paths)
            then array_append(extra_paths, $9) else extra_paths end`,
          values: [picture.path],
        }
      : { set: "", values: [] },
    event: { what: "extra_kept", gains: doubtChange(attempt, money, attempt.undecided) },
  };
}

function endedBy(what: Move["event"]["what"]): "completed" | "failed" | "cancelled" | null {
  return what === "postponed" || what === "extra_kept" ? null : what;
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
