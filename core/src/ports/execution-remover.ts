import type { ExecutionState } from "../executions/execution-state.ts";
import type { CameBy } from "./came-by.ts";
import type { Removals } from "./removals.ts";

/** Deletes what an owner no longer wants. */
export type ExecutionRemover = {
  /**
   * Locks the row, lets `refuse` throw, then deletes execution, results and events, and the workflow with its key where
   * that was its last execution; what that leaves in store and spool stands among the removals in the same transaction.
   * The costs are kept. False when the user has no such execution.
   */
  remove(input: {
    userId: string;
    cameBy: CameBy;
    executionId: string;
    refuse: (state: ExecutionState) => void;
  }): Promise<boolean>;
  /** What is still to be removed from the store for an execution of this user. */
  removalsOf(input: { userId: string; executionId: string }): Removals;
};
