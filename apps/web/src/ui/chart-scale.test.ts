import fc from "fast-check";
import { expect, test } from "vitest";
import { chartScale } from "./chart-scale.ts";

test.each([
  [9.1, [0, 2.5, 5, 7.5, 10]],
  [0.07, [0, 0.02, 0.04, 0.06, 0.08]],
  [1962, [0, 500, 1000, 1500, 2000]],
  [0, [0, 0.01]],
])("a scale up to %d has the steps %j", (highest, steps) => {
  expect(chartScale(highest).steps).toEqual(steps);
});

test("a scale of things that cannot be halved has whole steps", () => {
  expect(chartScale(9, true).steps).toEqual([0, 5, 10]);
  expect(chartScale(0, true).steps).toEqual([0, 1]);
});

test("no bar is higher than its chart, and none so low that the scale says nothing of it", () => {
  fc.assert(
    fc.property(fc.double({ min: 0.01, max: 1e9, noNaN: true }), fc.boolean(), (highest, whole) => {
      const { top, steps } = chartScale(highest, whole);
      expect(top).toBeGreaterThanOrEqual(highest - 1e-6);
      expect(steps.length).toBeGreaterThanOrEqual(2);
      expect(steps.length).toBeLessThanOrEqual(6);
    }),
  );
});
