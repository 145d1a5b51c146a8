import { expect, test } from "vitest";
import { slotColumns } from "./slot-columns.ts";

const [wide, middle, phone] = [1216, 720, 343];

test.each([
  [wide, 12, 6],
  [wide, 18, 6],
  [wide, 19, 12],
  [middle, 18, 4],
  [middle, 19, 8],
  [phone, 9, 3],
  [phone, 10, 4],
  [phone, 120, 4],
])("at %i pixels %i pictures stand %i a row", (width, count, columns) => {
  expect(slotColumns({ width, count, variations: 1, ratio: 0.8 })).toBe(columns);
});

test.each([1, 2, 3, 4])("a row holds whole prompts of %i pictures each", (variations) => {
  for (const width of [wide, middle, phone])
    for (const count of [4, 12, 24])
      for (const ratio of [0.5, 1, 1.78])
        expect(slotColumns({ width, count, variations, ratio }) % variations).toBe(0);
});
