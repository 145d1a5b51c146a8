import type { SlotState as Outlined } from "@bunch/contracts/outline";
import type { SlotState } from "../../results/slot-state.ts";

/** What the outline's letter says of a picture, until its result has come. */
export function outlinedState(state: Outlined, isPaused: boolean): SlotState {
  switch (state) {
    case "p":
      return isPaused ? "paused" : "pending";
    case "r":
      return "processing";
    case "c":
      return "completed";
    case "f":
      return "failed";
    case "m":
      return "refused";
    case "x":
      return "cancelled";
    case "u":
      return "uncertain";
    default:
      return state satisfies never;
  }
}
