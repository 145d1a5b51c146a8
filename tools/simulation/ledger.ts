import type { ExecutionPauser, Ledger } from "@bunch/core/ports/ledger";
import {
  type AttemptRow,
  type Database,
  isOpen,
  isReady,
  pauseUnlessPaused,
  type ResultRow,
  runs,
} from "./database.ts";
import { orderOf } from "./order-of.ts";
import { settle } from "./settle.ts";

/** The ledger's verbs as what they do at one moment; a door makes promises of them. */
export type LedgerActs = {
  [Verb in keyof (Ledger & ExecutionPauser)]: (
    input: Parameters<(Ledger & ExecutionPauser)[Verb]>[0] & { spoolId: string },
  ) => Awaited<ReturnType<(Ledger & ExecutionPauser)[Verb]>>;
};

const roomWaitMs = 5000;
const givenBackMs = 200;

/** Where the money is known, as PostgreSQL keeps it, in memory. */
export function createLedger(database: Database): LedgerActs {
  return {
    findWork({ resultId }) {
      const result = database.results.get(resultId);
      return result ? orderOf(result) : null;
    },
    claim(input) {
      const result = database.results.get(input.resultId);
      if (!result) return null;
      const { execution } = result;
      const now = database.nowMs;
      const isHeld = execution.hold !== null && !database.isOver(execution.hold.untilMs);
      if (!runs(execution) || isHeld || !fitsBudget(database, result, input.ceilingMicros))
        return giveBack(database, result);
      // A key that was replaced since it was read must not go out any more.
      if (execution.account !== input.account) return giveBack(database, result);
      if (!isReady(database, result) || database.gateUntilMs(input.account) > now)
        return giveBack(database, result);
      result.status = "processing";
      result.fence += 1;
      result.workerId = input.workerId;
      result.handedOutMs = null;
      result.startedAt = database.sequence += 1;
      const earlier = result.attempts.flatMap(({ round, outcome }) =>
        round === result.round && outcome !== null ? [outcome] : [],
      );
      const attempt: AttemptRow = {
        id: `${result.id}.${result.fence}`,
        result,
        round: result.round,
        workerId: input.workerId,
        spoolId: input.spoolId,
        fence: result.fence,
        state: "sent",
        outcome: null,
        ceilingMicros: input.ceilingMicros,
        costMicros: 0,
        deadlineMs: now + input.deadlineMs,
      };
      result.attempts.push(attempt);
      database.attempts.set(attempt.id, attempt);
      return { attemptId: attempt.id, fence: result.fence, earlier };
    },
    keepTicket() {
      throw new Error("The simulated provider answers at once.");
    },
    received({ attemptId }) {
      const attempt = database.attempts.get(attemptId);
      if (attempt?.state === "sent") attempt.state = "received";
    },
    settle: (input) => settle(database, input),
    pause({ executionId, reason }) {
      const execution = database.executions.find(({ id }) => id === executionId);
      if (!execution) return;
      pauseUnlessPaused(execution, reason);
      for (const result of execution.results) result.handedOutMs = null;
    },
  };
}

/** Whether the cap has room for one more call beside those under way; pauses when it never will. */
function fitsBudget(database: Database, result: ResultRow, ceilingMicros: number): boolean {
  const { execution } = result;
  if (execution.maxCostMicros === null) return true;
  let reserved = 0;
  for (const { attempts } of execution.results)
    for (const attempt of attempts) if (isOpen(attempt)) reserved += attempt.ceilingMicros;
  const spent = execution.costMicros + execution.possibleMicros + reserved;
  if (spent + ceilingMicros <= execution.maxCostMicros) return true;
  if (reserved > 0) {
    execution.hold = { untilMs: database.nowMs + roomWaitMs, code: "no_room" };
    database.changed(execution.hold.untilMs);
  } else pauseUnlessPaused(execution, { code: "cap", message: "The cap is reached.", until: null });
  return false;
}

function giveBack(database: Database, result: ResultRow): null {
  if (result.status !== "pending") return null;
  result.handedOutMs = null;
  result.notBeforeMs = Math.max(result.notBeforeMs, database.nowMs + givenBackMs);
  database.changed(result.notBeforeMs);
  return null;
}
