import type { Execution } from "@bunch/contracts/execution";
import { memo } from "react";
import { type BatchOutline, markOf } from "./batch-outline.ts";
import classes from "./gallery.module.css";
import { SelectionBar } from "./selection-bar.tsx";
import type { Picked } from "./use-picked.ts";

/** So many are looked at to tell what all of them have. */
const mostMarks = 2000;

/** The bar for those that are picked, with the room under the table that it stands in. */
export const PickedBar = memo(function PickedBar(props: {
  execution: Execution;
  outline: BatchOutline;
  picked: Picked;
  canRate: boolean;
  onRate: (slots: readonly number[], stars: number) => void;
  onReject: (slots: readonly number[]) => void;
  onCompare: (slots: readonly number[]) => void;
  onReferences: (files: File[]) => void;
}) {
  const { execution, picked } = props;
  const marks = picked.list.slice(0, mostMarks).map((slot) => markOf(props.outline, slot));
  const stars = marks[0]?.stars ?? 0;
  return (
    <>
      <SelectionBar
        execution={execution}
        picked={picked}
        stars={marks.every((mark) => mark.stars === stars) ? stars : 0}
        areRejected={marks.every((mark) => mark.isRejected)}
        canRate={props.canRate}
        onRate={(given) => props.onRate(picked.drawn, given)}
        onReject={() => props.onReject(picked.drawn)}
        onCompare={() => props.onCompare(picked.list)}
        onReferences={props.onReferences}
      />
      {/* So that the last row is not under the bar. */}
      <div className={classes.underBar} />
    </>
  );
});
