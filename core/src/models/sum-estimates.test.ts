import { expect, test } from "vitest";
import { sumEstimates } from "./sum-estimates.ts";

test("X24: the price of a set is the sum of its models' prices, to the cent", () => {
  expect(
    sumEstimates([
      { totalCost: 0.1, costPerImage: 0.033, imageCount: 3, highCost: 0.2 },
      { totalCost: 0.2, costPerImage: 0.067, imageCount: 3, highCost: 0.7 },
      { totalCost: 0, costPerImage: 0, imageCount: 3, highCost: 0 },
    ]),
  ).toEqual({ totalCost: 0.3, costPerImage: 0.034, imageCount: 9, highCost: 0.9 });
});

test("X24: of one model it is that model's price", () => {
  const one = { totalCost: 0.08, costPerImage: 0.039, imageCount: 2, highCost: 0.1 };
  expect(sumEstimates([one])).toEqual(one);
});
