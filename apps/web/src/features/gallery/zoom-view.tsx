import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from "react";
import { type Store, useStore } from "../../store.ts";
import classes from "./zoom-view.module.css";
import { fitted, held, timesAtFull, type Zoom, zoomTo } from "./zoom.ts";
import { listenForZoom } from "./listen-for-zoom.ts";

/** Room for a picture that can be drawn near and moved about; several that share a store move together. */
export function ZoomView(props: {
  zoom: Store<Zoom>;
  natural: { width: number; height: number };
  /** Told how often it has to be enlarged for 100 %, whenever that changes. */
  onFull: (times: number) => void;
  children: (fit: { width: number; height: number }) => ReactNode;
}) {
  const { zoom, natural, onFull } = props;
  const room = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0 });
  const now = useStore(zoom);
  useLayoutEffect(() => {
    const element = room.current;
    if (element === null) return;
    const measure = () => setSize({ width: element.clientWidth, height: element.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const fit = fitted(natural, size);
  const full = timesAtFull(natural, fit, window.devicePixelRatio);
  const live = useRef({ fit, size, full });
  useLayoutEffect(() => {
    live.current = { fit, size, full };
  });
  useEffect(() => {
    if (size.width > 0) onFull(full);
  }, [full, onFull, size.width]);
  useEffect(() => {
    const element = room.current;
    if (element === null) return;
    const change = (to: (before: Zoom) => Zoom) =>
      zoom.set((before) => held(to(before), live.current.fit, live.current.size));
    return listenForZoom(element, {
      zoomBy: (times, x, y) =>
        change((before) =>
          zoomTo(before, before.times * times, partsOf(x, y, element, live.current.fit)),
        ),
      moveBy: (x, y) =>
        change((before) => ({
          ...before,
          x: before.x + x / live.current.fit.width,
          y: before.y + y / live.current.fit.height,
        })),
      toggle: (x, y) =>
        change((before) =>
          zoomTo(
            before,
            before.times > 1 ? 1 : Math.max(2, live.current.full),
            partsOf(x, y, element, live.current.fit),
          ),
        ),
      isNear: () => zoom.get().times > 1,
    });
  }, [zoom]);
  const shown = held(now, fit, size);
  const isNear = shown.times > 1;
  return (
    <div ref={room} className={classes.room} data-near={isNear || undefined}>
      {size.width === 0 ? null : (
        <div
          className={classes.picture}
          style={
            isNear
              ? {
                  transform: `translate(${shown.x * fit.width}px, ${shown.y * fit.height}px) scale(${shown.times})`,
                }
              : undefined
          }
        >
          {props.children(fit)}
        </div>
      )}
    </div>
  );
}

/** A point of the window in parts of the whole picture, from the middle of its room. */
function partsOf(x: number, y: number, room: HTMLElement, fit: { width: number; height: number }) {
  const box = room.getBoundingClientRect();
  return {
    x: (x - box.left - box.width / 2) / fit.width,
    y: (y - box.top - box.height / 2) / fit.height,
  };
}
