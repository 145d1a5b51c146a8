import { useMemo, useState } from "react";
import { useSteady } from "../../ui/use-steady.ts";
import { type BatchOutline, stateOf } from "./batch-outline.ts";
import {
  isPicked,
  nothingSelected,
  selectAll,
  selectRange,
  type Selection,
  toggle,
} from "./selection.ts";
import type { Listed } from "./show.ts";

/** The pictures that are picked, of those that are shown: what a filter hides is not rated unseen. */
export function usePicked(listed: Listed, outline: BatchOutline) {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const list = useMemo(() => pickedOf(listed.slots, selection), [listed, selection]);
  const drawn = useMemo(
    () => list.filter((slot) => stateOf(outline, slot) === "c"),
    [list, outline],
  );
  const actions = {
    toggle: useSteady((slot: number) => setSelection((before) => toggle(before, slot))),
    range: useSteady((slot: number) =>
      setSelection((before) => selectRange(before, listed.slots, slot)),
    ),
    /** Picks on the way from one to the next. */
    extend: useSteady((from: number, to: number) =>
      setSelection((before) =>
        selectRange(
          before.anchor === null ? { ...before, anchor: from } : before,
          listed.slots,
          to,
        ),
      ),
    ),
    all: useSteady(() => setSelection(selectAll(listed.slots))),
    clear: useSteady(() => setSelection(nothingSelected)),
  };
  const [steady] = useState(actions);
  return useMemo(
    () => ({
      /** In order. */
      list,
      /** Of these, the ones with a picture. */
      drawn,
      /** Those that are hidden just now among them; another one each time that some are picked or let go. */
      selection,
      ...steady,
    }),
    [list, drawn, selection, steady],
  );
}
export type Picked = ReturnType<typeof usePicked>;

function pickedOf(shown: Int32Array, selection: Selection): readonly number[] {
  const list: number[] = [];
  if (selection === nothingSelected) return list;
  for (const slot of shown) if (isPicked(selection, slot)) list.push(slot);
  return list;
}
