import type { Execution } from "@bunch/contracts/execution";

/** Whether nothing more will happen unless somebody asks for it. */
export function isOver(execution: Execution): boolean {
  return (
    execution.stats.pending === 0 &&
    (execution.status === "completed" ||
      execution.status === "failed" ||
      execution.status === "cancelled")
  );
}
