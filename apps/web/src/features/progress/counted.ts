import type { Result } from "@bunch/contracts/result";
import { type SlotState, slotStateOf } from "../../results/slot-state.ts";

/** The state of every slot; those whose page has not come yet wait. */
export function slotStates(results: (Result | undefined)[], isPaused: boolean): SlotState[] {
  return results.map((result) =>
    result ? slotStateOf(result, isPaused) : isPaused ? "paused" : "pending",
  );
}

/** How many slots are in each state. */
export function countStates(states: SlotState[]): Record<SlotState, number> {
  const counts: Record<SlotState, number> = {
    pending: 0,
    processing: 0,
    completed: 0,
    failed: 0,
    refused: 0,
    uncertain: 0,
    paused: 0,
    cancelled: 0,
  };
  for (const state of states) counts[state] += 1;
  return counts;
}
