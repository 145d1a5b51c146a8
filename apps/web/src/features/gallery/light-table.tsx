import type { Execution } from "@bunch/contracts/execution";
import { useLingui } from "@lingui/react/macro";
import {
  type KeyboardEvent,
  memo,
  type MouseEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { aspectOf } from "../../ui/aspect.ts";
import { useFollow } from "../../ui/use-follow.ts";
import { afterPainting } from "../../ui/after-painting.ts";
import { useLongScroll } from "../../ui/use-long-scroll.ts";
import { useSteady } from "../../ui/use-steady.ts";
import { type BatchOutline, markOf, stateOf } from "./batch-outline.ts";
import { type GridAsk, readGridKey } from "./grid-keys.ts";
import { LightTile } from "./light-tile.tsx";
import classes from "./light-table.module.css";
import { isPicked, type Selection } from "./selection.ts";
import type { Listed } from "./show.ts";
import { tileColumns } from "./tile-columns.ts";
import { useActive } from "./use-active.ts";
import { useKeptPlace } from "./use-kept-place.ts";
import { useSlots } from "./use-slots.ts";

const gapPx = 20;
const columnGapPx = 16;
/** Under this a tile has room for its number only. */
const smallPx = 132;

/** What is asked of the table; the pictures meant are those that are picked, or else the one in focus. */
export type TableAsk =
  | Exclude<GridAsk, { ask: "move" }>
  | { ask: "move"; slot: number; isRange: boolean }
  | { ask: "range" };

/** All pictures that the filter lets through, over their full length; only those near the window are drawn. */
export const LightTable = memo(function LightTable(props: {
  execution: Execution;
  outline: BatchOutline;
  listed: Listed;
  selection: Selection;
  /** Some of those that are shown are picked. */
  isPicking: boolean;
  openStacks: ReadonlySet<number>;
  tilePx: number;
  /** The filter's part of the address: what is laid out anew with it, and kept when a picture is opened. */
  asked: string;
  onAsk: (ask: TableAsk, slot: number) => void;
  onError: (error: unknown, again: () => void) => void;
}) {
  const { t } = useLingui();
  const { listed, outline, execution } = props;
  const { variations } = execution;
  const list = useRef<HTMLDivElement>(null);
  useFollow(list);
  const width = useWidth(list);
  const ratio = aspectOf(execution.aspect_ratio);
  const columns = tileColumns(width, props.tilePx, ratio);
  const tile = Math.max(0, (width - columnGapPx * (columns - 1)) / columns);
  const isSmall = tile < smallPx;
  const rowPx = Math.round(tile / ratio) + (isSmall ? 22 : 62) + gapPx;
  const count = listed.slots.length;
  const rows = Math.ceil(count / columns);
  const layout = `${props.asked} ${columns}`;
  const scroll = useLongScroll({ rows, rowPx, gapPx, layout, content: props.asked, list });
  useKeptPlace({
    slots: listed.slots,
    columns,
    scroll,
    layout: width > 0 ? layout : null,
  });
  const [active, setActive] = useActive(listed.slots);
  const wantsFocus = useRef(false);
  const activeRow = Math.floor(active / columns);
  const drawn = drawnRows(scroll.first, scroll.end, count > 0 ? activeRow : -1);
  const looked = lookedSlots(listed.slots, scroll.first * columns, scroll.end * columns);
  const slots = useSlots(execution, looked, outline);
  const { onError } = props;
  const { error } = slots;
  const again = useSteady(slots.again);
  useEffect(() => onError(error, again), [error, onError, again]);

  useLayoutEffect(() => {
    if (!wantsFocus.current) return;
    const cell = list.current?.querySelector<HTMLElement>(`[data-place="${active}"]`);
    if (!cell) return;
    wantsFocus.current = false;
    (wayIn(cell) ?? cell).focus({ preventScroll: true });
  });

  const onKeyDown = (event: KeyboardEvent) => {
    // A button's keys, and a download's, are its own.
    const isOther = event.target instanceof Element && event.target.matches("button, [download]");
    if (isOther && (event.key === "Enter" || event.key === " ")) return;
    const ask = readGridKey(event, {
      place: active,
      count,
      columns,
      rowsSeen: Math.floor(window.innerHeight / rowPx),
    });
    const slot = listed.slots[active];
    if (ask === null || slot === undefined) return;
    event.preventDefault();
    if (ask.ask !== "move") {
      if (ask.ask === "open")
        return wayIn(list.current?.querySelector(`[data-place="${active}"]`))?.click();
      // Where it no longer fits the filter, the one that takes its place goes on.
      wantsFocus.current = true;
      return props.onAsk(ask, slot);
    }
    const to = listed.slots[ask.to];
    if (to === undefined) return;
    setActive(ask.to);
    wantsFocus.current = true;
    scroll.show(Math.floor(ask.to / columns));
    props.onAsk({ ...ask, slot: to }, slot);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target as Element;
    const cell = target.closest<HTMLElement>("[data-place]");
    if (!cell) return;
    setActive(Number(cell.dataset["place"]));
    const slot = Number(cell.dataset["slot"]);
    const isPick = target.closest("[data-pick]") !== null;
    const isPicture = target.closest("a") !== null && target.closest("[download]") === null;
    if (target.closest("[data-stack]:is(button)")) props.onAsk({ ask: "stack" }, slot);
    else if (event.shiftKey && (isPick || isPicture)) props.onAsk({ ask: "range" }, slot);
    else if (isPick || (isPicture && (event.ctrlKey || event.metaKey)))
      props.onAsk({ ask: "select" }, slot);
    else return;
    // Keys go on from there; it shows that it is picked first.
    if (isPick) afterPainting(() => wayIn(cell)?.focus({ preventScroll: true }));
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div
      ref={list}
      role="grid"
      tabIndex={-1}
      className={classes.table}
      aria-label={t`Pictures`}
      aria-multiselectable
      aria-rowcount={rows}
      aria-colcount={columns}
      data-picking={props.isPicking || undefined}
      onKeyDown={onKeyDown}
      onMouseDown={(event) => {
        if (event.target instanceof Element && event.target.closest("[data-pick]"))
          event.preventDefault();
      }}
      onClickCapture={onClick}
      // What was opened over the table keeps the focus, whatever is drawn anew under it.
      onBlur={() => {
        wantsFocus.current = false;
      }}
      onFocus={({ target }) => {
        const cell = target.closest<HTMLElement>("[data-place]");
        if (cell) setActive(Number(cell.dataset["place"]));
      }}
    >
      <div className={classes.long} role="presentation" style={{ height: scroll.drawnPx }}>
        {width === 0
          ? null
          : drawn.map((row) => (
              <div
                key={row}
                role="row"
                aria-rowindex={row + 1}
                className={classes.row}
                style={{
                  gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))`,
                  height: rowPx - gapPx,
                  // A row kept for its focus alone must not make the page longer.
                  top: Math.max(0, Math.min(scroll.drawnPx - rowPx + gapPx, scroll.topOf(row))),
                }}
              >
                {placesOf(row, columns, count).map((place) => {
                  const slot = listed.slots[place] ?? 0;
                  const mark = markOf(outline, slot);
                  const prompt = Math.floor(slot / variations);
                  const before = listed.slots[place - 1];
                  const isOpenStack =
                    props.openStacks.has(prompt) &&
                    (before === undefined || Math.floor(before / variations) !== prompt);
                  return (
                    <LightTile
                      key={slot}
                      execution={execution}
                      slot={slot}
                      place={place}
                      result={slots.of(slot)}
                      outlined={stateOf(outline, slot)}
                      stars={mark.stars}
                      isRejected={mark.isRejected}
                      isSelected={isPicked(props.selection, slot)}
                      isActive={place === active}
                      isSmall={isSmall}
                      isBare={scroll.isBare}
                      widthPx={Math.round(tile)}
                      ratio={ratio}
                      column={place % columns}
                      total={count}
                      height={listed.heights[place] ?? 1}
                      isOpenStack={isOpenStack}
                      onProblem={onError}
                      address={`?${props.asked === "" ? "" : `${props.asked}&`}picture=${slot}`}
                    />
                  );
                })}
              </div>
            ))}
      </div>
    </div>
  );
});

/** The link that opens a picture, which has the focus for its frame. */
function wayIn(cell: Element | null | undefined): HTMLElement | null {
  return cell?.querySelector<HTMLElement>("a:not([download])") ?? null;
}

function useWidth(list: { current: HTMLElement | null }): number {
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = list.current;
    if (element === null) return;
    setWidth(element.clientWidth);
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [list]);
  return width;
}

/** The rows near the window, and the one in focus: taken out of the page it would lose it. */
function drawnRows(first: number, end: number, activeRow: number): number[] {
  const rows = Array.from({ length: Math.max(0, end - first) }, (_, place) => first + place);
  if (activeRow >= 0 && activeRow < first) rows.unshift(activeRow);
  if (activeRow >= end) rows.push(activeRow);
  return rows;
}

function placesOf(row: number, columns: number, count: number): number[] {
  const length = Math.max(0, Math.min(columns, count - row * columns));
  return Array.from({ length }, (_, column) => row * columns + column);
}

function lookedSlots(slots: Int32Array, from: number, to: number): number[] {
  return [...slots.subarray(from, to)];
}
