import { expect, test } from "vitest";
import { fitted, held, timesAtFull, whole, zoomTo } from "./zoom.ts";

const natural = { width: 1000, height: 500 };
const room = { width: 500, height: 500 };
const fit = fitted(natural, room);

test("a picture is shown whole, and never larger than its own pixels", () => {
  expect(fit).toEqual({ width: 500, height: 250 });
  expect(fitted({ width: 40, height: 30 }, room)).toEqual({ width: 40, height: 30 });
  expect(timesAtFull(natural, fit, 1)).toBe(2);
  expect(timesAtFull(natural, fit, 2)).toBe(1);
});

test("the point under the pointer stays where it is", () => {
  const point = { x: 0.3, y: -0.2 };
  const next = zoomTo(whole, 3, point);
  const seen = (at: number, middle: number, times: number) => (at - middle) / times;
  expect(seen(point.x, next.x, next.times)).toBeCloseTo(point.x);
  expect(seen(point.y, next.y, next.times)).toBeCloseTo(point.y);
  expect(zoomTo(next, 1, point).times).toBe(1);
  expect(zoomTo(whole, 1000).times).toBe(16);
});

test("it cannot be moved out of sight, and whole it stands in the middle", () => {
  expect(held({ times: 2, x: 9, y: 9 }, fit, room)).toEqual({ times: 2, x: 0.5, y: 0 });
  expect(held({ times: 4, x: -9, y: -9 }, fit, room)).toEqual({ times: 4, x: -1.5, y: -1 });
  expect(held({ times: 1, x: 3, y: 3 }, fit, room)).toEqual(whole);
});
