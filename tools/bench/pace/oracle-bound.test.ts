import { expect, test } from "vitest";
import { type LetIn, oracleBoundMs } from "./oracle-bound.ts";

const each = (...tookMs: number[]): LetIn[] =>
  tookMs.map((ms, index) => ({ prompt: `${index}`, tookMs: ms, failed: false }));

test("without a limit all start at once, and the longest decides", () => {
  expect(oracleBoundMs(each(300, 100, 200), {})).toBe(300);
});

test("with two at once a call starts when the first of two ends", () => {
  // 4 and 1 start; 3 follows the 1, 2 begins when both are free at 4.
  expect(oracleBoundMs(each(4, 1, 3, 2), { callsAtOnce: 2 })).toBe(6);
});

test("a window lets the next ones in when the first have left it", () => {
  const limit = { requestsPerMinute: 2, windowMs: 1000 };
  expect(oracleBoundMs(each(100, 100, 100, 100, 150), limit)).toBe(2150);
  expect(oracleBoundMs(each(5000, 100, 100), limit)).toBe(5000);
});

test("a bucket gives its burst at once and then its rate, also where that changes", () => {
  const bucket = { perSecond: 1, burst: 2 };
  expect(oracleBoundMs(each(500, 500, 500, 500), { bucket })).toBeCloseTo(2500, 3);
  const falling = { ...bucket, changes: [{ afterMs: 1000, perSecond: 0.5 }] };
  expect(oracleBoundMs(each(500, 500, 500, 500), { bucket: falling })).toBeCloseTo(3500, 3);
});

test("what failed is called again after its failure, before all that waits", () => {
  const calls: LetIn[] = [
    { prompt: "a", tookMs: 100, failed: true },
    { prompt: "b", tookMs: 400, failed: false },
    { prompt: "c", tookMs: 50, failed: false },
    { prompt: "a", tookMs: 30, failed: false },
  ];
  expect(oracleBoundMs(calls, {})).toBe(400);
  // a fails at 100 and is redrawn until 130, b follows until 530, c until 580.
  expect(oracleBoundMs(calls, { callsAtOnce: 1 })).toBe(580);
  // a and b start at 0, a again when the window lets it, then c.
  const limit = { requestsPerMinute: 2, windowMs: 1000 };
  expect(oracleBoundMs(calls, limit)).toBe(1050);
});

test("a limit that never lets go is an error, no endless loop", () => {
  expect(() => oracleBoundMs(each(1), { callsAtOnce: 0 })).toThrow("never lets go");
});
