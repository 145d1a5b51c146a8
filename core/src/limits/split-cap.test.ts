import { expect, test } from "vitest";
import { splitCap } from "./split-cap.ts";

test("X25: a cap is split in proportion to the estimates, in whole micro-dollars, and the parts add up to it", () => {
  expect(splitCap(1_000_000, [300_000, 100_000])).toEqual([750_000, 250_000]);
  expect(splitCap(100, [1000, 1000, 1000])).toEqual([34, 33, 33]);
  // 3.5 and twice 1.75: the two that lost most by rounding down get what is left.
  expect(splitCap(7, [2000, 1000, 1000])).toEqual([3, 2, 2]);
});

test("X25: no cap stays none, and one execution keeps all of it, free or not", () => {
  expect(splitCap(null, [1, 2])).toEqual([null, null]);
  expect(splitCap(5, [123])).toEqual([5]);
  expect(splitCap(5, [0])).toEqual([5]);
});

test("X25: what is free takes nothing from what is not; of free ones each has the same", () => {
  expect(splitCap(1000, [0, 40_000])).toEqual([null, 1000]);
  expect(splitCap(1001, [0, 0])).toEqual([501, 500]);
});

test("X25: a cap that leaves one of them nothing is refused", () => {
  expect(() => splitCap(1, [1000, 1000])).toThrow(/Raise it/);
  expect(() => splitCap(100, [1, 1_000_000])).toThrow(/too little/);
});

test("X25: whatever the numbers are, the parts are whole, add up, and miss their proportion by less than one", () => {
  let seed = 7;
  const random = (most: number) => {
    seed = (seed * 48_271) % 2_147_483_647;
    return 1 + Math.floor((seed / 2_147_483_647) * most);
  };
  for (let round = 0; round < 2000; round += 1) {
    const estimates = Array.from({ length: 2 + (round % 3) }, () => 1000 + random(96_000_000_000));
    const cap = 1_000_000_000 + random(99_000_000_000);
    const parts = splitCap(cap, estimates);
    const sum = estimates.reduce((all, one) => all + one, 0);
    expect(parts.reduce<number>((all, part) => all + (part ?? 0), 0)).toBe(cap);
    for (const [place, part] of parts.entries()) {
      expect(Number.isSafeInteger(part)).toBe(true);
      expect(Math.abs((part ?? 0) - (cap * (estimates[place] ?? 0)) / sum)).toBeLessThan(1.01);
    }
  }
});
