import type { DoubtDecision } from "@bunch/contracts/doubt";
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
  /** Pending results that wait for a decision; nothing else is left while `waitsForDecision` pauses it. */
  undecided: number;
  waitsForDecision: boolean;
  /** Whether doubts of this execution are asked about at all. */
  asksOnDoubt: boolean;
};

/** What is to become of an execution; the store carries it out in one transaction with its event. */
export type ExecutionChange =
  | { do: "nothing" }
  | { do: "pause"; reason: WaitReason }
  | { do: "resume"; maxCostMicros: number | null }
  | { do: "cancel" }
  | { do: "retry" }
  /** Null decides all that are undecided. */
  | { do: "decide"; decision: DoubtDecision; resultIds: readonly string[] | null };

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
  if (state.waitsForDecision)
    throw new Problem(
      "wrong_state",
      "This batch waits for your decision on pictures that may be charged already: draw them again, or give them up. It then goes on by itself.",
    );
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
  if (state.status === "paused" && !state.waitsForDecision)
    throw new Problem(
      "wrong_state",
      "This batch is paused. Resume it first, then retry what failed.",
    );
  return { do: "retry" };
}

/** Says what becomes of results that may be paid already; what is decided, or came late after all, is left as it is. */
export function decideDoubts(
  state: ExecutionState,
  given: { decision: DoubtDecision; resultIds: readonly string[] | null },
): ExecutionChange {
  if (state.status === "cancelled")
    throw new Problem(
      "wrong_state",
      "This batch was cancelled: nothing of it waits for a decision any more.",
    );
  if (state.undecided === 0 && !state.asksOnDoubt)
    throw new Problem(
      "wrong_state",
      "No picture of this batch waits for a decision. Only a batch with on_doubt set to ask waits for one.",
    );
  return { do: "decide", ...given };
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
