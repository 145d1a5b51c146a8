export type Touched = { x: number; y: number };

const leastPixels = 48;
/** At the screen's edge a swipe is the browser's own, back or forward. */
const edgePixels = 24;

/** What a finger's way over the picture asks for: the next, the one before, or nothing. */
export function swipeOf(
  from: Touched,
  to: Touched,
  screenWidth: number,
): "next" | "previous" | null {
  const across = to.x - from.x;
  const isAcross =
    Math.abs(across) >= leastPixels && Math.abs(across) > 2 * Math.abs(to.y - from.y);
  const isAtEdge = from.x < edgePixels || from.x > screenWidth - edgePixels;
  if (!isAcross || isAtEdge) return null;
  return across < 0 ? "next" : "previous";
}
