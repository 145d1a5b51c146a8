import { expect, test } from "vitest";
import { quantile } from "./quantile.ts";

test("p95 of 1 to 20 is 19, p50 is 10, and of one number itself", () => {
  const numbers = Array.from({ length: 20 }, (_, index) => 20 - index);
  expect([quantile(numbers, 0.95), quantile(numbers, 0.5), quantile(numbers, 1)]).toEqual([
    19, 10, 20,
  ]);
  expect(quantile([7], 0.5)).toBe(7);
});

test("of nothing there is none", () => {
  expect(quantile([], 0.5)).toBeNaN();
});
