import type { ExecutionChange } from "@bunch/core/executions/execution-state";
import type { Database, ExecutionRow } from "./database.ts";

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
      break;
    case "cancel":
      execution.isCancelled = true;
      execution.pausedReason = null;
      for (const result of execution.results)
        if (result.status === "pending") {
          result.status = "cancelled";
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
    default:
      throw new Error(`Unknown change ${JSON.stringify(change satisfies never)}`);
  }
  database.changed();
}
