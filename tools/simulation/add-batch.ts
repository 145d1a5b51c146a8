import type { Database, ExecutionRow, ResultRow } from "./database.ts";
import type { Batch } from "./schedule.ts";

/** A little more than a call may cost at most, so that caps of one and two calls differ. */
const callCeilingMicros = 1100;

/** Writes a batch down as its user hands it in. */
export function addBatch(database: Database, batch: Batch): ExecutionRow {
  const number = database.executions.length;
  const execution: ExecutionRow = {
    id: `e${number}`,
    userId: `user ${batch.user}`,
    account: `account ${batch.account}`,
    createdAt: number,
    pausedReason: null,
    isCancelled: false,
    hold: null,
    maxCostMicros: batch.capCalls === 0 ? null : batch.capCalls * callCeilingMicros,
    redrawFiltered: batch.redrawFiltered,
    onDoubt: batch.onDoubt,
    costMicros: 0,
    possibleMicros: 0,
    results: [],
    resumedAt: 0,
  };
  for (let index = 0; index < batch.results; index += 1) {
    const result: ResultRow = {
      id: `${execution.id}r${index}`,
      execution,
      index,
      status: "pending",
      isUndecided: false,
      fence: 0,
      round: 1,
      workerId: null,
      handedOutMs: null,
      notBeforeMs: 0,
      path: null,
      extraPaths: [],
      attempts: [],
      startedAt: 0,
    };
    execution.results.push(result);
    database.results.set(result.id, result);
  }
  database.executions.push(execution);
  database.changed();
  return execution;
}
