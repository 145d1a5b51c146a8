import type { SlotState } from "../results/slot-state.ts";

const mostTicks = 200;

/** Of several states in one tick the worst is shown. */
const worstFirst: SlotState[] = [
  "failed",
  "refused",
  "uncertain",
  "processing",
  "pending",
  "paused",
  "cancelled",
  "completed",
];

/** The ticks of a strip: one for each picture up to 200, then one for several. */
export function ticksOf(states: SlotState[]): SlotState[] {
  if (states.length <= mostTicks) return states;
  const ticks: SlotState[] = [];
  for (let tick = 0; tick < mostTicks; tick += 1) {
    const from = Math.floor((tick * states.length) / mostTicks);
    const to = Math.floor(((tick + 1) * states.length) / mostTicks);
    const some = new Set(states.slice(from, to));
    ticks.push(worstFirst.find((state) => some.has(state)) ?? "pending");
  }
  return ticks;
}
