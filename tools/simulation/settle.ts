import type { Ledger, Settled } from "@bunch/core/ports/ledger";
import type { Settlement } from "@bunch/core/results/decide-settlement";
import { followDoubts } from "./carry-out.ts";
import { type AttemptRow, type Database, pauseUnlessPaused } from "./database.ts";

type SettleInput = Parameters<Ledger["settle"]>[0];

/** Writes what came of an attempt, as one transaction of the real ledger does. */
export function settle(database: Database, input: SettleInput): Settled {
  const { settlement } = input;
  const attempt = database.attempts.get(input.attemptId);
  if (!attempt) return { is: "deleted" };
  const wasDoubt = attempt.state === "uncertain";
  const isOver = attempt.state === "settled" || attempt.state === "refused";
  if (isOver || (wasDoubt && settlement.attempt !== "settled")) return { is: "unchanged" };

  const { result } = attempt;
  const { execution } = result;
  const isDoubt = settlement.attempt === "uncertain";
  const possibleMicros = attempt.ceilingMicros * (Number(isDoubt) - Number(wasDoubt));
  attempt.state = settlement.attempt;
  attempt.outcome = settlement.outcome;
  attempt.costMicros = settlement.costMicros;
  execution.costMicros += settlement.costMicros;
  execution.possibleMicros += possibleMicros;
  database.sequence += 1;

  // Each settlement ends a hold of our own.
  execution.hold = null;
  const isOfNow = execution.resumedAt <= result.startedAt;
  if (settlement.hold && isOfNow) {
    execution.hold = {
      untilMs: database.nowMs + settlement.hold.waitMs,
      code: settlement.hold.code,
    };
    database.changed(execution.hold.untilMs);
  }
  // A late answer tells nothing of the pace of now.
  if (!wasDoubt) tellPace(database, attempt, settlement);
  const isMine = result.status === "processing" && result.fence === attempt.fence;
  const isStillWanted = result.status === "pending" && input.picture !== null;
  // An answer without a picture ends the question too.
  const isAnswered =
    result.isUndecided && result.fence === attempt.fence && settlement.attempt === "settled";
  const ended =
    isMine || isStillWanted || isAnswered
      ? move(database, attempt, input)
      : keepLate(attempt, input);
  if (settlement.pause && isOfNow) pauseUnlessPaused(execution, settlement.pause);
  followDoubts(database, execution);
  database.changed();
  return { is: "settled", possibleMicros, resultEnded: ended };
}

function move(
  database: Database,
  { result }: AttemptRow,
  { settlement, picture }: SettleInput,
): "completed" | "failed" | "cancelled" | null {
  const to = settlement.result;
  result.handedOutMs = null;
  result.isUndecided = to.to === "undecided" && !result.execution.isCancelled;
  if (to.to === "completed" && picture) {
    result.path = picture.path;
    return (result.status = "completed");
  }
  if (to.to === "failed") return (result.status = "failed");
  if (result.execution.isCancelled) return (result.status = "cancelled");
  result.status = "pending";
  result.workerId = null;
  result.notBeforeMs = database.nowMs + (to.to === "pending" ? to.afterMs : 0);
  database.changed(result.notBeforeMs);
  return null;
}

/** The result has moved on: a paid picture is kept beside it. */
function keepLate({ result }: AttemptRow, { picture }: SettleInput): null {
  if (picture && picture.path !== result.path && !result.extraPaths.includes(picture.path))
    result.extraPaths.push(picture.path);
  return null;
}

function tellPace(database: Database, attempt: AttemptRow, { pace }: Settlement): void {
  if (!pace) return;
  const { account } = attempt.result.execution;
  const callId = attempt.result.id;
  const row = database.paceOf(account);
  if (pace.is !== "answered") database.isBraked = true;
  switch (pace.is) {
    case "limited": {
      const { waitMs, perMinute } = pace;
      row.gateUntilMs = Math.max(database.gateUntilMs(account), database.nowMs + waitMs);
      row.updatedMs = database.nowMs;
      database.news.push({ account, news: { is: "limited", callId, waitMs, perMinute } });
      return;
    }
    case "answered":
      if (!row.isFailing) return;
      database.news.push({ account, news: { is: "answered", callId } });
      return;
    case "overloaded":
    case "failed":
      database.news.push({ account, news: { is: pace.is, callId } });
      return;
    default:
      throw new Error(`Unknown pace ${JSON.stringify(pace satisfies never)}`);
  }
}
