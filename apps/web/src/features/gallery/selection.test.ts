import { expect, test } from "vitest";
import {
  isPicked,
  nothingSelected,
  selectAll,
  selectRange,
  type Selection,
  toggle,
} from "./selection.ts";

const shown = Int32Array.from([2, 4, 6, 8, 10]);
const slotsOf = (selection: Selection) =>
  Array.from({ length: 20 }, (_, slot) => slot).filter((slot) => isPicked(selection, slot));

test("a picture is picked and let go, and a range goes from the last one picked, either way", () => {
  const one = toggle(nothingSelected, 4);
  expect(slotsOf(one)).toEqual([4]);
  expect(slotsOf(toggle(one, 4))).toEqual([]);
  expect(slotsOf(selectRange(one, shown, 8))).toEqual([4, 6, 8]);
  expect(slotsOf(selectRange(one, shown, 2))).toEqual([2, 4]);
  expect(slotsOf(selectRange(nothingSelected, shown, 6))).toEqual([6]);
  expect(slotsOf(one)).toEqual([4]);
});

test("a range from a picture that is no longer shown picks just the one", () => {
  expect(slotsOf(selectRange(toggle(nothingSelected, 3), shown, 6))).toEqual([3, 6]);
  expect(slotsOf(selectAll(shown))).toEqual([...shown]);
});
