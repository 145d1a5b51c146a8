import { expect, test } from "vitest";
import { createClock } from "./clock.ts";

const clock = createClock();
const never = new AbortController().signal;

test("Waiting takes the time asked for, by a time that only grows", async () => {
  const before = clock.monotonicMs();
  await clock.wait({ ms: 30, signal: never });
  expect(clock.monotonicMs() - before).toBeGreaterThanOrEqual(29);
  expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000);
});

test("An abort ends the waiting without an error, before and during it", async () => {
  const before = clock.monotonicMs();
  await clock.wait({ ms: 60_000, signal: AbortSignal.abort() });
  const stop = new AbortController();
  const waited = clock.wait({ ms: 60_000, signal: stop.signal });
  stop.abort(new Error("enough"));
  await waited;
  expect(clock.monotonicMs() - before).toBeLessThan(5_000);
});

test("A wait of months does not end at once", async () => {
  const stop = new AbortController();
  let ended = false;
  const waited = clock.wait({ ms: 90 * 24 * 3_600_000, signal: stop.signal }).then(() => {
    ended = true;
  });
  await clock.wait({ ms: 20, signal: never });
  expect(ended).toBe(false);
  stop.abort();
  await waited;
});

test("Nothing is waited for no time or less", async () => {
  await clock.wait({ ms: 0, signal: never });
  await clock.wait({ ms: -5, signal: never });
  expect(clock.random()).toBeLessThan(1);
});
