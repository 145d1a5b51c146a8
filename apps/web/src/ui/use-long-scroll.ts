import {
  type RefObject,
  startTransition,
  useCallback,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { afterPainting } from "./after-painting.ts";
import { type ScrollScale, scrollScale } from "./scroll-scale.ts";

/** Rows drawn above and below the window. */
const overscan = 2;
const restMs = 140;

export type LongScroll = {
  /** The first row drawn, and the one after the last. */
  first: number;
  end: number;
  /** Just arrived from far: what takes long to draw comes a moment later. */
  isBare: boolean;
  /** The height of the whole list as it is drawn. */
  drawnPx: number;
  /** A row's distance from the list's top, as it is drawn just now. */
  topOf: (row: number) => number;
  /** Brings a row into the window, by the shortest way or to the top. */
  show: (row: number, where?: "nearest" | "top", above?: number) => void;
  /** The row at the window's top, how many pixels of it are above, and whether the list has begun above the window. */
  at: () => { row: number; above: number; isInside: boolean };
};

/**
 * Which rows of a list of any length are near the window, all of one height. A list too high for a browser is drawn lower:
 * a short way is scrolled pixel by pixel all the same, a long one in proportion.
 */
export function useLongScroll(input: {
  rows: number;
  /** Of a row with the gap under it; the last one has none. */
  rowPx: number;
  gapPx: number;
  /** Changes when everything is laid out anew: then what is seen comes first. */
  layout: string;
  /** Changes when it is another list. */
  content: string;
  list: RefObject<HTMLElement | null>;
}): LongScroll {
  const { rows, rowPx, gapPx, layout, content, list } = input;
  const fullPx = Math.max(0, rows * rowPx - gapPx);
  // How far the full length is ahead of what is scrolled, and where that was last seen.
  const live = useRef({
    shift: 0,
    lastY: 0,
    scale: scrollScale(fullPx),
    isLanding: false,
    isBare: false,
  });
  const [drawn, setDrawn] = useState({ first: 0, end: 0, shift: 0, layout, isBare: false });

  const yOf = useCallback(() => -(list.current?.getBoundingClientRect().top ?? 0), [list]);
  const tell = useCallback(() => {
    const { shift, isLanding, isBare } = live.current;
    const at = yOf() + shift;
    const over = isLanding ? 0 : overscan;
    const first = Math.max(0, Math.min(rows, Math.floor(at / rowPx) - over));
    const end = Math.max(0, Math.min(rows, Math.ceil((at + window.innerHeight) / rowPx) + over));
    setDrawn((before) =>
      before.first === first &&
      before.end === end &&
      before.shift === shift &&
      before.layout === layout &&
      before.isBare === isBare
        ? before
        : { first, end, shift, layout, isBare },
    );
  }, [layout, rows, rowPx, yOf]);
  // Whatever is told later is told of the list as it is then.
  const latest = useRef(tell);
  const laidOut = useRef({ layout, content });

  useLayoutEffect(() => {
    latest.current = tell;
    const scale = scrollScale(fullPx);
    const y = yOf();
    Object.assign(live.current, { scale, lastY: y, shift: scale.toFull(y) - y });
    const before = laidOut.current;
    laidOut.current = { layout, content };
    if (before.layout === layout) return tell();
    // The same pictures in another size are there already: without them it would flicker.
    live.current.isBare = before.content !== content;
    land(live.current, () => latest.current());
  }, [fullPx, layout, content, tell, yOf]);

  useEffect(() => {
    let timer: number | undefined;
    const rest = () => {
      const state = live.current;
      const y = yOf();
      // The window may be elsewhere already, and its event still on the way.
      follow(state, y);
      const to = state.scale.toDrawn(y + state.shift);
      if (Math.abs(to - y) < 1) return;
      state.shift += y - to;
      state.lastY = to;
      window.scrollBy({ top: to - y, behavior: "instant" });
      tell();
    };
    const scrolled = () => {
      follow(live.current, yOf());
      tell();
      window.clearTimeout(timer);
      timer = window.setTimeout(rest, restMs);
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    window.addEventListener("resize", scrolled, { passive: true });
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("scroll", scrolled);
      window.removeEventListener("resize", scrolled);
    };
  }, [tell, yOf]);

  const show = useCallback(
    (row: number, where: "nearest" | "top" = "nearest", above = 0) => {
      const state = live.current;
      const y = yOf();
      follow(state, y);
      const place = placeToShow({ row, rowPx, gapPx, at: y + state.shift, where });
      if (place === null) return;
      const to = place + above;
      const way = to - (y + state.shift);
      const isFar = Math.abs(way) > 2 * window.innerHeight;
      const nextY = isFar ? state.scale.toDrawn(to) : y + way;
      state.shift = to - nextY;
      state.lastY = nextY;
      window.scrollBy({ top: nextY - y, behavior: "instant" });
      if (!isFar) return tell();
      state.isBare = true;
      land(state, () => latest.current());
    },
    [gapPx, rowPx, tell, yOf],
  );
  const at = useCallback(() => {
    const y = yOf();
    follow(live.current, y);
    const full = y + live.current.shift;
    const inside = Math.max(0, full);
    return { row: Math.floor(inside / rowPx), above: inside % rowPx, isInside: full > 0 };
  }, [rowPx, yOf]);
  // What was drawn before it was laid out anew is drawn no more, and what is to be drawn is told before anybody sees it.
  const isOld = drawn.layout !== layout;
  return {
    first: isOld ? 0 : drawn.first,
    end: isOld ? 0 : drawn.end,
    isBare: drawn.isBare,
    drawnPx: scrollScale(fullPx).drawnPx,
    topOf: (row) => row * rowPx - drawn.shift,
    show,
    at,
  };
}

/** Far from all that is drawn what is seen comes first, its pictures once that is painted, and then the rows around it. */
function land(state: { isLanding: boolean; isBare: boolean }, tell: () => void): void {
  state.isLanding = true;
  tell();
  afterPainting(() => {
    state.isBare = false;
    startTransition(tell);
    afterPainting(() => {
      state.isLanding = false;
      startTransition(tell);
    });
  });
}

/** Takes in where the window was scrolled to: a short way moves as far as it was, a long one goes in proportion. */
function follow(state: { shift: number; lastY: number; scale: ScrollScale }, y: number): void {
  const isFar = Math.abs(y - state.lastY) > 3 * window.innerHeight;
  const isAtEnd = y <= 0 || y >= state.scale.drawnPx - window.innerHeight;
  state.lastY = y;
  if (isFar || isAtEnd) state.shift = state.scale.toFull(y) - y;
}

/** Where the window's top has to be for a row to be seen; null when it is already. */
function placeToShow(input: {
  row: number;
  rowPx: number;
  gapPx: number;
  at: number;
  where: "nearest" | "top";
}): number | null {
  const { row, rowPx, gapPx, at, where } = input;
  const marginPx = { above: 84, below: 96 };
  const top = row * rowPx;
  if (where === "top") return top;
  if (top < at + marginPx.above) return top - marginPx.above;
  const bottom = top + rowPx - gapPx + marginPx.below;
  return bottom > at + window.innerHeight ? bottom - window.innerHeight : null;
}
