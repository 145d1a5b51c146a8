import type { Result } from "@bunch/contracts/result";
import { expect, test } from "vitest";
import { timeLeft } from "./time-left.ts";

const now = 1_000_000;
const done = { status: "completed", processing_time_ms: 8000 } as Result;

test("the pace of the last pictures tells the rest", () => {
  const finishedAt = [50, 40, 30, 20, 10].map((seconds) => now - seconds * 1000);
  expect(timeLeft({ pending: 10, processing: 2, finishedAt, results: [], now })).toBe(100_000);
});

test("after a reload the time of a picture and how many are under way tell it", () => {
  const left = timeLeft({ pending: 40, processing: 4, finishedAt: [], results: [done], now });
  expect(left).toBe(80_000);
});

test("with nothing to go by, nothing is said", () => {
  expect(timeLeft({ pending: 4, processing: 4, finishedAt: [], results: [], now })).toBeNull();
  expect(timeLeft({ pending: 0, processing: 0, finishedAt: [], results: [done], now })).toBeNull();
});
