import { type TouchEvent, useRef } from "react";
import { swipeOf, type Touched } from "./swipe.ts";

/** Lets one finger go on to the next picture; two fingers zoom, and a zoomed picture is moved about. */
export function useSwipe(go: (way: "next" | "previous") => void, isNear: () => boolean) {
  const from = useRef<Touched | null>(null);
  return {
    onTouchStart: (event: TouchEvent) => {
      const isOne = event.touches.length === 1;
      const isZoomed = isNear() || (window.visualViewport?.scale ?? 1) > 1.01;
      from.current = isOne && !isZoomed ? placeOf(event.touches[0]) : null;
    },
    onTouchEnd: (event: TouchEvent) => {
      const to = placeOf(event.changedTouches[0]);
      const way = from.current && to ? swipeOf(from.current, to, window.innerWidth) : null;
      from.current = null;
      if (way) go(way);
    },
    onTouchCancel: () => {
      from.current = null;
    },
  };
}

function placeOf(touch: { clientX: number; clientY: number } | undefined): Touched | null {
  return touch ? { x: touch.clientX, y: touch.clientY } : null;
}
