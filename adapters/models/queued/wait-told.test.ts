import { expect, test } from "vitest";
import { perMinuteTold, waitToldMs } from "./wait-told.ts";

const throttled =
  "Request was throttled. Your rate limit for creating predictions is reduced to 6 requests per minute with a burst of 1 requests. Your rate limit resets in ~5s.";

test.each([
  [throttled, undefined, 5000],
  [throttled, 7, 7000],
  ["Please retry after 30 seconds.", undefined, 30_000],
  ["Try again in 1.5s.", undefined, 1500],
  ["Retry in 900000 s", undefined, 3_600_000],
  ["Too many active tasks.", undefined, null],
  ["Try again in 5 minutes.", undefined, null],
  ["Slow down.", "7", null],
  ["Slow down.", -1, null],
  ["Slow down.", Number.NaN, null],
])("of %j and %j a wait of %s ms is read", (words, seconds, waitMs) => {
  expect(waitToldMs(words, seconds)).toBe(waitMs);
});

test("a limit of calls a minute is read where it is named", () => {
  expect(perMinuteTold(throttled)).toBe(6);
  expect(perMinuteTold("0 requests per minute")).toBeNull();
  expect(perMinuteTold("Slow down.")).toBeNull();
});
