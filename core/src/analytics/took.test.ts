import { expect, test } from "vitest";
import { msOfTook, percentileMs } from "./took.ts";

const tookOf = (ms: number) => Math.floor(Math.log(Math.max(1, ms)) / Math.log(1.05));

test("A3: a class tells a time to two and a half percent", () => {
  for (const ms of [40, 333, 1000, 8_700, 59_999, 600_000]) {
    const off = msOfTook(tookOf(ms)) / ms;
    expect(off, `${ms} ms`).toBeGreaterThan(0.97);
    expect(off, `${ms} ms`).toBeLessThan(1.03);
  }
});

test("A3: half of the pictures took no longer than the median, nineteen of twenty no longer than the other; of none there is neither", () => {
  const hundred = Array.from({ length: 100 }, (_, n) => ({
    took: tookOf(1000 + 100 * n),
    many: 1,
  }));
  const [half, most] = [percentileMs(hundred, 0.5) ?? 0, percentileMs(hundred, 0.95) ?? 0];
  expect(half / 5900).toBeCloseTo(1, 1);
  expect(most / 10_400).toBeCloseTo(1, 1);
  expect(percentileMs([], 0.5)).toBeNull();
  expect(percentileMs([{ took: 50, many: 0 }], 0.5)).toBeNull();
});
