import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import { Problem } from "../problem.ts";

/** What is known of an execution under its row lock. */
export type ExecutionState = {
  status: ExecutionStatus;
  /** Results by state. */
  pending: number;
  processing: number;
  completed: number;
  failed: number;
  cancelled: number;
};

/** What is to become of an execution; the store carries it out in one transaction with its event. */
export type ExecutionChange =
  | { do: "nothing" }
  | { do: "pause"; reason: WaitReason }
  | { do: "resume"; maxCostMicros: number | null }
  | { do: "cancel" }
  | { do: "retry" };

/** Stops further claims until somebody resumes; twice is once. */
export function pause(state: ExecutionState, reason: WaitReason): ExecutionChange {
  if (state.status === "paused") return { do: "nothing" };
  if (hasEnded(state)) throw tooLate("paused", state);
  return { do: "pause", reason };
}

/** Lets a paused execution go on. */
export function resume(
  state: ExecutionState,
  given: { maxCostMicros: number | null },
): ExecutionChange {
  if (state.status === "paused") return { do: "resume", ...given };
  if (hasEnded(state)) throw tooLate("resumed", state);
  return { do: "nothing" };
}

/** Ends what has not started; what is under way is still stored. */
export function cancel(state: ExecutionState): ExecutionChange {
  if (state.status === "cancelled") return { do: "nothing" };
  if (hasEnded(state)) throw tooLate("cancelled", state);
  return { do: "cancel" };
}

/** Draws the failed results again, in the same execution. */
export function retry(state: ExecutionState): ExecutionChange {
  if (state.failed === 0)
    throw new Problem(
      "wrong_state",
      "No picture of this batch has failed: there is nothing to retry.",
    );
  if (state.status === "paused")
    throw new Problem(
      "wrong_state",
      "This batch is paused. Resume it first, then retry what failed.",
    );
  return { do: "retry" };
}

/** Refuses to delete what still costs or may go on; what is over may go. */
export function refuseWhileOpen(state: ExecutionState): void {
  if (state.pending + state.processing === 0) return;
  const [what, mend] =
    state.status === "cancelled"
      ? ["The last pictures of this cancelled batch are still under way", "Wait a moment"]
      : state.status === "paused"
        ? ["This batch is paused and may go on", "Cancel it first"]
        : ["This batch is still being drawn", "Cancel it first"];
  throw new Problem("wrong_state", `${what}. ${mend}, then delete it.`);
}

/** A cancelled execution has ended for its owner, even while its last calls are under way. */
function hasEnded(state: ExecutionState): boolean {
  return state.status === "cancelled" || (state.pending === 0 && state.processing === 0);
}

function tooLate(wish: string, state: ExecutionState): Problem {
  return new Problem(
    "wrong_state",
    `This batch has ended (${state.status}): it can no longer be ${wish}. Start it again as a new batch.`,
  );
}
