import { useMemo, useState } from "react";
import { type BatchOutline, stateOf } from "./batch-outline.ts";
import { nothingSelected, selectAll, selectRange, type Selection, toggle } from "./selection.ts";
import type { Listed } from "./show.ts";

/** The pictures that are picked, of those that are shown: what a filter hides is not rated unseen. */
export function usePicked(listed: Listed, outline: BatchOutline) {
  const [selection, setSelection] = useState<Selection>(nothingSelected);
  const picked = useMemo(
    () => listed.slots.filter((slot) => selection.slots.has(slot)),
    [listed, selection],
  );
  const slots = useMemo(() => new Set(picked), [picked]);
  const drawn = useMemo(
    () => [...picked].filter((slot) => stateOf(outline, slot) === "c"),
    [picked, outline],
  );
  return {
    /** In order. */
    list: picked,
    slots,
    drawn,
    toggle: (slot: number) => setSelection((before) => toggle(before, slot)),
    range: (slot: number) => setSelection((before) => selectRange(before, listed.slots, slot)),
    /** Picks on the way from one to the next. */
    extend: (from: number, to: number) =>
      setSelection((before) =>
        selectRange(
          before.anchor === null ? { ...before, anchor: from } : before,
          listed.slots,
          to,
        ),
      ),
    all: () => setSelection(selectAll(listed.slots)),
    clear: () => setSelection(nothingSelected),
  };
}
