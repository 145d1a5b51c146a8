export type ZoomHands = {
  /** So many times nearer, about a point of the window. */
  zoomBy: (times: number, x: number, y: number) => void;
  moveBy: (x: number, y: number) => void;
  /** Near, or whole again. */
  toggle: (x: number, y: number) => void;
  isNear: () => boolean;
};

/** Wheel, two fingers, drag and double click on an element, told as zooming and moving; returns how to stop listening. */
export function listenForZoom(element: HTMLElement, hands: ZoomHands): () => void {
  const leave = new AbortController();
  const { signal } = leave;
  const fingers = new Map<number, { x: number; y: number }>();

  element.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const pixels = event.deltaMode === 1 ? event.deltaY * 16 : event.deltaY;
      // A pinch on a touchpad comes as a wheel with Ctrl, and in much smaller steps.
      const times = Math.exp(-pixels * (event.ctrlKey ? 0.01 : 0.0022));
      hands.zoomBy(Math.max(0.5, Math.min(2, times)), event.clientX, event.clientY);
    },
    { passive: false, signal },
  );
  element.addEventListener(
    "dblclick",
    (event) => {
      event.preventDefault();
      hands.toggle(event.clientX, event.clientY);
    },
    { signal },
  );
  element.addEventListener(
    "pointerdown",
    (event) => {
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (hands.isNear() || fingers.size > 1) element.setPointerCapture(event.pointerId);
    },
    { signal },
  );
  element.addEventListener(
    "pointermove",
    (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const after = { x: event.clientX, y: event.clientY };
      fingers.set(event.pointerId, after);
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      if (other) {
        const [was, is] = [distance(before, other), distance(after, other)];
        hands.moveBy((after.x - before.x) / 2, (after.y - before.y) / 2);
        if (was > 0) hands.zoomBy(is / was, (after.x + other.x) / 2, (after.y + other.y) / 2);
      } else if (hands.isNear()) hands.moveBy(after.x - before.x, after.y - before.y);
    },
    { signal },
  );
  for (const end of ["pointerup", "pointercancel"] as const)
    element.addEventListener(end, (event) => fingers.delete(event.pointerId), { signal });
  return () => leave.abort();
}

function distance(a: { x: number; y: number }, b: { x: number; y: number }): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
