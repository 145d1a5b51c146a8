import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useLayoutEffect, useRef, useState } from "react";
import classes from "./picture-grid.module.css";

/** From how many pictures on only the rows near the window are drawn. */
const mostDrawnAtOnce = 200;

export type GridMeasures = {
  columns: (width: number) => number;
  /** Width by height of a picture, as a number. */
  ratio: number;
  /** Room under each picture for its number and words. */
  captionHeight: number;
  gap: { column: number; row: number };
};

/** Frames that never move: every place is kept from the start, and full length even for ten thousand pictures. */
export function PictureGrid(props: {
  count: number;
  label: string;
  measures: GridMeasures;
  children: (index: number) => ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const columns = Math.max(1, props.measures.columns(width || 1216));
  const { gap } = props.measures;
  const style = {
    gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
    gap: `${gap.row}px ${gap.column}px`,
  };
  const isLong = props.count > mostDrawnAtOnce;
  return (
    <div ref={list} role="list" aria-label={props.label}>
      {isLong ? (
        width > 0 && (
          <LongGrid {...props} width={width} columns={columns} style={style} list={list} />
        )
      ) : (
        <div className={classes.row} role="presentation" style={style}>
          {Array.from({ length: props.count }, (_, index) => (
            <div key={index} role="listitem">
              {props.children(index)}
            </div>
          ))}
        </div>
      )}
    </div>
  );
}

function LongGrid(props: {
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
