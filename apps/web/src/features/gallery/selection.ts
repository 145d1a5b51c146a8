/** Which slots are picked, and from which place a range begins. */
export type Selection = { slots: ReadonlySet<number>; anchor: number | null };

export const nothingSelected: Selection = { slots: new Set(), anchor: null };

/** Picks one more, or lets it go. */
export function toggle(selection: Selection, slot: number): Selection {
  const slots = new Set(selection.slots);
  if (!slots.delete(slot)) slots.add(slot);
  return { slots, anchor: slot };
}

/** Picks everything shown between the last one picked and this one; what was picked before stays. */
export function selectRange(selection: Selection, shown: Int32Array, slot: number): Selection {
  const to = shown.indexOf(slot);
  const from = selection.anchor === null ? to : shown.indexOf(selection.anchor);
  if (to < 0) return selection;
  if (from < 0) return toggle(selection, slot);
  const slots = new Set(selection.slots);
  for (let place = Math.min(from, to); place <= Math.max(from, to); place += 1)
    slots.add(shown[place] ?? slot);
  return { slots, anchor: selection.anchor ?? slot };
}

export function selectAll(shown: Iterable<number>): Selection {
  return { slots: new Set(shown), anchor: null };
}
