import { expect, test } from "vitest";
import { swipeOf } from "./swipe.ts";

const from = { x: 200, y: 300 };

test.each([
  ["to the left brings the next picture", { x: 120, y: 310 }, "next"],
  ["to the right brings the one before", { x: 280, y: 290 }, "previous"],
  ["too short is a tap", { x: 170, y: 300 }, null],
  ["more down than across scrolls", { x: 140, y: 360 }, null],
])("a swipe %s", (_, to, wish) => {
  expect(swipeOf(from, to, 375)).toBe(wish);
});

test("a swipe that begins at the screen's edge is left to the browser", () => {
  expect(swipeOf({ x: 8, y: 300 }, { x: 200, y: 300 }, 375)).toBeNull();
  expect(swipeOf({ x: 370, y: 300 }, { x: 180, y: 300 }, 375)).toBeNull();
});
