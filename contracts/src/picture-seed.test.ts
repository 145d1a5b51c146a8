import { expect, test } from "vitest";
import { maxSeed, pictureSeed } from "./picture-seed.ts";

test.each([
  [0, 0, 0],
  [7, 3, 10],
  [maxSeed, 0, maxSeed],
  [maxSeed, 1, 0],
  [maxSeed - 1, 3, 1],
])("M17: of the seed %i the picture %i takes %i", (seed, variation, own) => {
  expect(pictureSeed(seed, variation)).toBe(own);
});
