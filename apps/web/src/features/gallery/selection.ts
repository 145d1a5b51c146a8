/** Which slots are picked, a 1 for each, and from which slot a range begins. */
export type Selection = { picked: Uint8Array; anchor: number | null };

export const nothingSelected: Selection = { picked: new Uint8Array(0), anchor: null };

export function isPicked({ picked }: Selection, slot: number): boolean {
  return picked[slot] === 1;
}

/** Picks one more, or lets it go. */
export function toggle(selection: Selection, slot: number): Selection {
  const picked = copyOf(selection, slot);
  picked[slot] = isPicked(selection, slot) ? 0 : 1;
  return { picked, anchor: slot };
}

/** Picks everything shown between the last one picked and this one; what was picked before stays. */
export function selectRange(selection: Selection, shown: Int32Array, slot: number): Selection {
  const to = shown.indexOf(slot);
  const from = selection.anchor === null ? to : shown.indexOf(selection.anchor);
  if (to < 0) return selection;
  if (from < 0) return toggle(selection, slot);
  const range = shown.subarray(Math.min(from, to), Math.max(from, to) + 1);
  return { picked: withAll(selection, range), anchor: selection.anchor ?? slot };
}

export function selectAll(shown: Int32Array): Selection {
  return { picked: withAll(nothingSelected, shown), anchor: null };
}

function withAll(selection: Selection, slots: Int32Array): Uint8Array {
  const picked = copyOf(
    selection,
    slots.reduce((last, slot) => Math.max(last, slot), 0),
  );
  for (const slot of slots) picked[slot] = 1;
  return picked;
}

/** A copy with room for a slot. */
function copyOf({ picked }: Selection, slot: number): Uint8Array {
  const copy = new Uint8Array(Math.max(picked.length, slot + 1));
  copy.set(picked);
  return copy;
}
