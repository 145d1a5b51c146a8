import { useEffect, useLayoutEffect, useRef } from "react";
import type { LongScroll } from "../../ui/use-long-scroll.ts";
import { useSteady } from "../../ui/use-steady.ts";

type Kept = { slot: number; above: number };
const stateName = "galleryAt";
const restMs = 200;

/**
 * Keeps in the browser's history which picture is at the window's top: it is there again after a reload or a way back, and
 * when the filter or the columns change it stays.
 */
export function useKeptPlace(input: {
  slots: Int32Array;
  columns: number;
  scroll: LongScroll;
  /** Changes when the pictures are laid out anew, and not when some come or go; null before they are laid out at all. */
  layout: string | null;
}): void {
  const { slots, columns, scroll, layout } = input;
  const kept = useRef<Kept | null>(null);
  const laidOut = useRef<string | null>(null);

  useLayoutEffect(() => {
    if (layout === null || laidOut.current === layout || slots.length === 0) return;
    const isFirst = laidOut.current === null;
    laidOut.current = layout;
    const at = isFirst ? readKept() : kept.current;
    if (at === null) return;
    kept.current = at;
    const place = slots.findIndex((slot) => slot >= at.slot);
    const row = Math.floor((place < 0 ? slots.length - 1 : place) / columns);
    scroll.show(row, "top", isFirst ? at.above : 0);
  }, [layout, slots, columns, scroll]);

  const rest = useSteady(() => {
    const { row, above, isInside } = scroll.at();
    const slot = slots[row * columns];
    kept.current = isInside && slot !== undefined ? { slot, above } : null;
    writeKept(kept.current);
  });
  useEffect(() => {
    let timer: number | undefined;
    const scrolled = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(rest, restMs);
    };
    window.addEventListener("scroll", scrolled, { passive: true });
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("scroll", scrolled);
    };
  }, [rest]);
}

function readKept(): Kept | null {
  const kept: unknown = (window.history.state as Record<string, unknown> | null)?.[stateName];
  if (typeof kept !== "object" || kept === null) return null;
  const { slot, above } = kept as Partial<Kept>;
  return typeof slot === "number" && typeof above === "number" ? { slot, above } : null;
}

/** Beside what the router keeps there. */
function writeKept(kept: Kept | null): void {
  const before = (window.history.state ?? {}) as Record<string, unknown>;
  window.history.replaceState({ ...before, [stateName]: kept }, "");
}
