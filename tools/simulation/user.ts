import {
  cancel,
  decideDoubts,
  type ExecutionState,
  pause,
  resume,
  retry,
} from "@bunch/core/executions/execution-state";
import { Problem } from "@bunch/core/problem";
import { carryOut } from "./carry-out.ts";
import type { Database, ExecutionRow } from "./database.ts";

export type Wish = {
  do: "pause" | "resume" | "cancel" | "retry" | "draw_again" | "give_up";
  batch: number;
};

/** What a user may do at any moment; what is refused changes nothing. */
export function changeExecution(database: Database, wish: Wish): void {
  const execution = database.executions[wish.batch % database.executions.length];
  if (!execution) return;
  const state = stateOf(execution);
  try {
    carryOut(database, execution, decide(state, wish.do));
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
  }
}

/** Lets everything that waits for its user go on, with room under its cap. */
export function resumeAll(database: Database): void {
  for (const execution of database.executions) {
    if (execution.pausedReason === null || execution.isCancelled) continue;
    if (execution.pausedReason.code === "doubts")
      carryOut(database, execution, { do: "decide", decision: "draw_again", resultIds: null });
    else carryOut(database, execution, { do: "resume", maxCostMicros: 1e9 });
  }
}

export function decide(state: ExecutionState, wish: Wish["do"]) {
  switch (wish) {
    case "pause":
      return pause(state, { code: "user", message: "You paused this batch.", until: null });
    case "resume":
      return resume(state, { maxCostMicros: null });
    case "cancel":
      return cancel(state);
    case "retry":
      return retry(state);
    case "draw_again":
    case "give_up":
      return decideDoubts(state, { decision: wish, resultIds: null });
    default:
      throw new Error(`Unknown wish ${JSON.stringify(wish satisfies never)}`);
  }
}

/** A status is told, never set (X1). */
function stateOf(execution: ExecutionRow): ExecutionState {
  const count = { pending: 0, processing: 0, completed: 0, failed: 0, cancelled: 0 };
  let undecided = 0;
  for (const { status, isUndecided } of execution.results) {
    count[status] += 1;
    undecided += Number(isUndecided);
  }
  return {
    status: statusOf(execution, count),
    ...count,
    undecided,
    waitsForDecision: execution.pausedReason?.code === "doubts",
    asksOnDoubt: execution.onDoubt === "ask",
  };
}

function statusOf(
  execution: ExecutionRow,
  count: Pick<ExecutionState, "pending" | "processing" | "completed">,
): ExecutionState["status"] {
  if (execution.isCancelled) return "cancelled";
  if (count.pending + count.processing === 0) return count.completed > 0 ? "completed" : "failed";
  if (execution.pausedReason) return "paused";
  return execution.results.some(({ fence }) => fence > 0) ? "processing" : "pending";
}
