import { expect, test } from "vitest";
import { createBell } from "./bell.ts";

const never = new AbortController().signal;
const aDay = 24 * 3_600_000;

test("A ring wakes everybody who waits", async () => {
  const bell = createBell();
  const waits = [1, 2, 3].map(() => bell.wait({ atMostMs: aDay, signal: never }));
  bell.ring();
  expect(await Promise.all(waits)).toEqual([true, true, true]);
});

test("A ring that nobody waited for is forgotten", async () => {
  const bell = createBell();
  bell.ring();
  const before = performance.now();
  expect(await bell.wait({ atMostMs: 30, signal: never })).toBe(false);
  expect(performance.now() - before).toBeGreaterThanOrEqual(29);
});

test("An abort ends the waiting without an error, before and during it", async () => {
  const bell = createBell();
  expect(await bell.wait({ atMostMs: aDay, signal: AbortSignal.abort() })).toBe(false);
  const stop = new AbortController();
  const waited = bell.wait({ atMostMs: aDay, signal: stop.signal });
  stop.abort();
  expect(await waited).toBe(false);
});
