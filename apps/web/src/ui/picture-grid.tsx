import { lazy, type ReactNode, Suspense, useLayoutEffect, useRef, useState } from "react";
import type { GridMeasures } from "./grid-measures.ts";
import classes from "./picture-grid.module.css";
import { useFollow } from "./use-follow.ts";

const LongGrid = lazy(async () => ({ default: (await import("./long-grid.tsx")).LongGrid }));

/** From how many pictures on only the rows near the window are drawn. */
const mostDrawnAtOnce = 200;

/** Frames that never move: every place is kept from the start, and full length even for ten thousand pictures. */
export function PictureGrid(props: {
  count: number;
  label: string;
  measures: GridMeasures;
  children: (index: number) => ReactNode;
}) {
  const list = useRef<HTMLDivElement>(null);
  useFollow(list);
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
  const rows = Math.ceil(props.count / columns);
  const tile = (width - gap.column * (columns - 1)) / columns;
  const rowPx = tile / props.measures.ratio + props.measures.captionHeight + gap.row;
  return (
    <div ref={list} role="list" aria-label={props.label}>
      {isLong ? (
        width > 0 && (
          // Its length is kept while its code comes: what stands below must not jump.
          <Suspense fallback={<div style={{ height: rows * rowPx - gap.row }} />}>
            <LongGrid {...props} {...{ rows, rowPx, columns, style, list }} />
          </Suspense>
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
