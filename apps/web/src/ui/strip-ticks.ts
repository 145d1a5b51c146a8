import type { SlotState } from "../results/slot-state.ts";

/** More than these would leave a tick no pixel of its own. */
const mostTicks = { full: 200, small: 48 };

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

/** The ticks of a strip: one for each picture as far as there is room, 200 or 48, then one for several. */
export function ticksOf(states: SlotState[], size: "full" | "small"): SlotState[] {
  const most = mostTicks[size];
  if (states.length <= most) return states;
  const ticks: SlotState[] = [];
  for (let tick = 0; tick < most; tick += 1) {
    const from = Math.floor((tick * states.length) / most);
    const to = Math.floor(((tick + 1) * states.length) / most);
    const some = new Set(states.slice(from, to));
    ticks.push(worstFirst.find((state) => some.has(state)) ?? "pending");
  }
  return ticks;
}
