import type { ReactNode, RefObject } from "react";
import type { GridMeasures } from "./grid-measures.ts";
import classes from "./picture-grid.module.css";
import { useLongScroll } from "./use-long-scroll.ts";

/** The grid of a long batch: full length, but only the rows near the window are drawn. */
export function LongGrid(props: {
  count: number;
  measures: GridMeasures;
  rows: number;
  /** The height of a row with the gap under it. */
  rowPx: number;
  columns: number;
  style: { gridTemplateColumns: string; gap: string };
  list: RefObject<HTMLDivElement | null>;
  children: (index: number) => ReactNode;
}) {
  const { columns, count, rows, rowPx } = props;
  const { gap } = props.measures;
  const scroll = useLongScroll({
    rows,
    rowPx,
    gapPx: gap.row,
    layout: String(columns),
    content: "",
    list: props.list,
  });
  return (
    <div className={classes.long} role="presentation" style={{ height: scroll.drawnPx }}>
      {Array.from({ length: scroll.end - scroll.first }, (_, place) => scroll.first + place).map(
        (row) => (
          <div
            key={row}
            className={classes.row}
            role="presentation"
            style={{
              ...props.style,
              position: "absolute",
              insetInline: 0,
              top: scroll.topOf(row),
              height: rowPx - gap.row,
            }}
          >
            {Array.from({ length: columns }, (_, column) => row * columns + column)
              .filter((index) => index < count)
              .map((index) => (
                <div key={index} role="listitem" aria-setsize={count} aria-posinset={index + 1}>
                  {props.children(index)}
                </div>
              ))}
          </div>
        ),
      )}
    </div>
  );
}
