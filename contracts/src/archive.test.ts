import fc from "fast-check";
import { expect, test } from "vitest";
import { readSlots, writeSlots } from "./archive.ts";

test("Z8: slots are written the shortest way, and read as they were", () => {
  expect(writeSlots([0, 1, 2, 3, 4, 9, 12, 13])).toBe("0-4,9,12-13");
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(300), { minLength: 1 }), (picked) => {
      const slots = picked.toSorted((one, other) => one - other);
      const ranges = readSlots(writeSlots(slots)) ?? [];
      const read = ranges.flatMap(([from, to]) =>
        Array.from({ length: to - from + 1 }, (_, place) => from + place),
      );
      expect(read).toEqual(slots);
    }),
  );
});

test.each(["", ",", "1,", "-1", "1-", "2-1", "1..3", " 1", "1e3", "1,,2", "9999999999", "1-2-3"])(
  "Z8: %j is no choice of slots",
  (text) => {
    expect(readSlots(text)).toBeNull();
  },
);
