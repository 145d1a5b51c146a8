import type { Execution } from "@bunch/contracts/execution";

/** Whether a batch costs nothing by its nature, as the simulator's do: it is called free, and its zero is no sum. */
export function isFree(execution: Pick<Execution, "estimated_cost" | "stats">): boolean {
  return execution.estimated_cost.costPerImage === 0 && execution.stats.total_cost === 0;
}
