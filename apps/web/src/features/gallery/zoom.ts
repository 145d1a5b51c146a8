/** How a picture is looked at: how many times larger than whole, and how far its middle is off, in parts of the whole picture. */
export type Zoom = { times: number; x: number; y: number };

type Size = { width: number; height: number };

export const whole: Zoom = { times: 1, x: 0, y: 0 };
const mostTimes = 16;

/** The largest size at which a picture is seen whole; never larger than its own pixels. */
export function fitted(natural: Size, room: Size): Size {
  const part = Math.min(1, room.width / natural.width, room.height / natural.height);
  return {
    width: Math.max(1, Math.floor(natural.width * part)),
    height: Math.max(1, Math.floor(natural.height * part)),
  };
}

/** How many times larger than whole it is where one of its pixels is one of the screen's. */
export function timesAtFull(natural: Size, fit: Size, pixelRatio: number): number {
  return Math.max(1, natural.width / fit.width / pixelRatio);
}

/** Zooms so that the point under the pointer stays where it is; a point in parts of the whole picture, from the middle. */
export function zoomTo(zoom: Zoom, times: number, point = { x: 0, y: 0 }): Zoom {
  const next = Math.max(1, Math.min(mostTimes, times));
  const by = next / zoom.times;
  return {
    times: next,
    x: point.x - (point.x - zoom.x) * by,
    y: point.y - (point.y - zoom.y) * by,
  };
}

/** Keeps a picture from being moved out of sight: what is smaller than its room stands in the middle. */
export function held(zoom: Zoom, fit: Size, room: Size): Zoom {
  if (zoom.times <= 1) return whole;
  const most = (size: number, space: number) => Math.max(0, (zoom.times - space / size) / 2);
  const x = most(fit.width, room.width);
  const y = most(fit.height, room.height);
  return {
    times: zoom.times,
    x: Math.max(-x, Math.min(x, zoom.x)),
    y: Math.max(-y, Math.min(y, zoom.y)),
  };
}
