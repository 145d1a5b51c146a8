import type { OrphanedAttempt, RecoveryStore } from "@bunch/core/ports/recovery-store";
import { carryOut } from "./carry-out.ts";
import { type Database, isOpen } from "./database.ts";
import { orderOf } from "./order-of.ts";

/** The recovery store's verbs as what they do at one moment. */
export type RecoveryActs = {
  orphans: (
    input: Parameters<RecoveryStore["orphans"]>[0],
  ) => Awaited<ReturnType<RecoveryStore["orphans"]>>;
  adopt: (input: Parameters<RecoveryStore["adopt"]>[0]) => number | null;
  takeBackUnclaimed: (input: Parameters<RecoveryStore["takeBackUnclaimed"]>[0]) => number;
  resumeDue: () => number;
};

const marginMs = 300_000;

/** Finds what the dead left behind, in memory. */
export function createRecoveryStore(database: Database): RecoveryActs {
  return {
    orphans({ workerIds, spoolId, spooled, held, limit }) {
      const found: OrphanedAttempt[] = [];
      for (const attempt of database.attempts.values()) {
        const { state, result, round } = attempt;
        if (state === "settled" || state === "refused") continue;
        const overdue = database.nowMs > attempt.deadlineMs + marginMs;
        const isHere = attempt.spoolId === spoolId || (state === "sent" && overdue);
        const isLeft =
          isOpen(attempt) &&
          workerIds.includes(attempt.workerId) &&
          isHere &&
          !held.includes(result.id);
        // Whoever was taken for dead, went on and died then has left an answer to a doubt.
        const isLate =
          state === "uncertain" && attempt.outcome === "died" && spooled.includes(attempt.id);
        if (!isLeft && !isLate) continue;
        const earlier = result.attempts.flatMap((one) =>
          one.round === round && one.outcome !== null && one !== attempt ? [one.outcome] : [],
        );
        found.push({
          attemptId: attempt.id,
          fence: attempt.fence,
          state,
          workerId: attempt.workerId,
          spoolId: attempt.spoolId,
          ticket: null,
          overdue,
          isForgotten: false,
          earlier,
          order: orderOf(result),
        });
      }
      return found.slice(0, limit);
    },
    adopt({ attemptId, fence, workerId }) {
      const attempt = database.attempts.get(attemptId);
      if (!attempt || !isOpen(attempt) || attempt.fence !== fence) return null;
      const { result } = attempt;
      if (result.status !== "processing" || result.fence !== fence) return null;
      result.fence += 1;
      attempt.fence = result.fence;
      result.workerId = workerId;
      attempt.workerId = workerId;
      return result.fence;
    },
    takeBackUnclaimed({ olderThanMs }) {
      let taken = 0;
      for (const result of database.results.values()) {
        if (result.status !== "pending" || result.handedOutMs === null) continue;
        if (!database.isOver(result.handedOutMs + olderThanMs)) continue;
        result.handedOutMs = null;
        taken += 1;
      }
      if (taken > 0) database.changed();
      return taken;
    },
    resumeDue() {
      let resumed = 0;
      for (const execution of database.executions) {
        const until = execution.pausedReason?.until ?? null;
        if (until === null || execution.isCancelled || Date.parse(until) > database.nowMs) continue;
        carryOut(database, execution, { do: "resume", maxCostMicros: null });
        resumed += 1;
      }
      return resumed;
    },
  };
}
