import type { ExecutionChange } from "@bunch/core/executions/execution-state";
import { type Database, type ExecutionRow, pauseUnlessPaused } from "./database.ts";

/** Writes what was decided for an execution. */
export function carryOut(
  database: Database,
  execution: ExecutionRow,
  change: ExecutionChange,
): void {
  database.sequence += 1;
  switch (change.do) {
    case "nothing":
      return;
    case "pause":
      execution.pausedReason = change.reason;
      return;
    case "resume":
      execution.pausedReason = null;
      execution.hold = null;
      execution.maxCostMicros = change.maxCostMicros ?? execution.maxCostMicros;
      execution.resumedAt = database.sequence;
      followDoubts(database, execution);
      break;
    case "cancel":
      execution.isCancelled = true;
      execution.pausedReason = null;
      for (const result of execution.results)
        if (result.status === "pending") {
          result.status = "cancelled";
          result.isUndecided = false;
          result.handedOutMs = null;
        }
      break;
    case "retry":
      execution.isCancelled = false;
      execution.pausedReason = null;
      for (const result of execution.results)
        if (result.status === "failed") {
          result.status = "pending";
          result.round += 1;
          result.notBeforeMs = database.nowMs;
          result.handedOutMs = null;
          result.workerId = null;
        }
      break;
    case "decide":
      if (
        execution.pausedReason?.code === "doubts" &&
        execution.results.some(({ isUndecided }) => isUndecided)
      )
        execution.pausedReason = null;
      for (const result of execution.results)
        if (result.isUndecided) {
          result.isUndecided = false;
          if (change.decision === "give_up") result.status = "failed";
          else {
            result.round += 1;
            result.notBeforeMs = database.nowMs;
          }
        }
      followDoubts(database, execution);
      break;
    default:
      throw new Error(`Unknown change ${JSON.stringify(change satisfies never)}`);
  }
  database.changed();
}

/** Pauses an execution that has only undecided results left, and lets one go on that has something to draw again. */
export function followDoubts(database: Database, execution: ExecutionRow): void {
  const isWaiting = execution.pausedReason?.code === "doubts";
  const open = execution.results.filter(
    ({ status }) => status === "pending" || status === "processing",
  );
  const undecided = open.filter(({ isUndecided }) => isUndecided).length;
  if (undecided > 0 && undecided === open.length)
    pauseUnlessPaused(execution, { code: "doubts", message: "Decide.", until: null });
  else if (
    isWaiting &&
    open.some(({ status, isUndecided }) => status === "pending" && !isUndecided)
  ) {
    execution.pausedReason = null;
    execution.resumedAt = database.sequence += 1;
  }
}
