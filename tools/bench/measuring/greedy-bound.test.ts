import { expect, test } from "vitest";
import { greedyBoundMs } from "./greedy-bound.ts";

test("one slot takes the sum, as many slots as calls take the longest", () => {
  expect(greedyBoundMs([3, 1, 2], 1)).toBe(6);
  expect(greedyBoundMs([3, 1, 2], 3)).toBe(3);
});

test("a call goes to the slot that is free first, in the order given", () => {
  // 4 and 1 start; 3 follows the 1, 2 begins when both are free at 4.
  expect(greedyBoundMs([4, 1, 3, 2], 2)).toBe(6);
});
