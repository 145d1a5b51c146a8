import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useState } from "react";
import type { GridMeasures } from "./grid-measures.ts";
import classes from "./picture-grid.module.css";

/** The grid of a long batch: full length, but only the rows near the window are drawn. */
export function LongGrid(props: {
  count: number;
  measures: GridMeasures;
  width: number;
  columns: number;
  style: { gridTemplateColumns: string; gap: string };
  list: { current: HTMLDivElement | null };
  children: (index: number) => ReactNode;
}) {
  const { columns, measures, count } = props;
  const tile = (props.width - measures.gap.column * (columns - 1)) / columns;
  const rowHeight = tile / measures.ratio + measures.captionHeight;
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const box = props.list.current?.getBoundingClientRect();
    if (box) setTop(box.top + window.scrollY);
  }, [props.list, props.width]);
  const rows = useWindowVirtualizer({
    count: Math.ceil(count / columns),
    estimateSize: () => rowHeight,
    gap: measures.gap.row,
    overscan: 4,
    scrollMargin: top,
  });
  useLayoutEffect(() => rows.measure(), [rows, rowHeight]);
  return (
    <div className={classes.long} role="presentation" style={{ height: rows.getTotalSize() }}>
      {rows.getVirtualItems().map((row) => (
        <div
          key={row.key}
          className={classes.row}
          role="presentation"
          style={{
            ...props.style,
            position: "absolute",
            insetInline: 0,
            top: row.start - top,
            height: rowHeight,
          }}
        >
          {Array.from({ length: columns }, (_, column) => row.index * columns + column)
            .filter((index) => index < count)
            .map((index) => (
              <div key={index} role="listitem" aria-setsize={count} aria-posinset={index + 1}>
                {props.children(index)}
              </div>
            ))}
        </div>
      ))}
    </div>
  );
}
