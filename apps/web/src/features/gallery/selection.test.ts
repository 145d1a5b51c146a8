import { expect, test } from "vitest";
import { nothingSelected, selectAll, selectRange, toggle } from "./selection.ts";

const shown = Int32Array.from([2, 4, 6, 8, 10]);

test("a picture is picked and let go, and a range goes from the last one picked, either way", () => {
  const one = toggle(nothingSelected, 4);
  expect([...one.slots]).toEqual([4]);
  expect([...toggle(one, 4).slots]).toEqual([]);
  expect([...selectRange(one, shown, 8).slots]).toEqual([4, 6, 8]);
  expect([...selectRange(one, shown, 2).slots].toSorted()).toEqual([2, 4]);
  expect([...selectRange(nothingSelected, shown, 6).slots]).toEqual([6]);
});

test("a range from a picture that is no longer shown picks just the one", () => {
  expect([...selectRange(toggle(nothingSelected, 3), shown, 6).slots]).toEqual([3, 6]);
  expect(selectAll(shown).slots.size).toBe(5);
});
