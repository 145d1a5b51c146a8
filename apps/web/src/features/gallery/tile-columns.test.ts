import { expect, test } from "vitest";
import { tileColumns } from "./tile-columns.ts";

test("the slider goes from many small tiles to a few large ones, and a phone shows two", () => {
  expect(tileColumns(1216, 176, 0.8)).toBe(6);
  expect(tileColumns(1216, 120, 0.8)).toBe(8);
  expect(tileColumns(1216, 320, 0.8)).toBe(3);
  expect(tileColumns(1216, 176, 16 / 9)).toBe(4);
  expect(tileColumns(343, 176, 0.8)).toBe(2);
  expect(tileColumns(288, 120, 1)).toBe(3);
  expect(tileColumns(343, 320, 1)).toBe(1);
});
