import type { SlotState } from "../../results/slot-state.ts";

/** The word of each state, in English and French. */
export const stateWords: Record<SlotState, [string, string]> = {
  pending: ["Waiting", "En attente"],
  processing: ["Drawing", "En cours"],
  completed: ["Drawn", "Dessinée"],
  failed: ["Failed", "Échec"],
  refused: ["Refused", "Refusée"],
  uncertain: ["Uncertain", "Incertaine"],
  paused: ["Paused", "En pause"],
  cancelled: ["Cancelled", "Annulée"],
};
