import fc from "fast-check";
import { expect, test } from "vitest";
import { nextPacificMidnightMs } from "./pacific-midnight.ts";

test.each([
  ["in winter", "2026-11-23T20:00:00Z", "2026-11-24T08:00:00Z"],
  ["in summer", "2026-07-01T12:00:00Z", "2026-07-02T07:00:00Z"],
  ["a moment before midnight", "2026-07-02T06:59:59.999Z", "2026-07-02T07:00:00Z"],
  ["at midnight", "2026-07-02T07:00:00Z", "2026-07-03T07:00:00Z"],
  ["on the day of 23 hours", "2026-03-08T08:30:00Z", "2026-03-09T07:00:00Z"],
  ["later on the day of 23 hours", "2026-03-08T23:00:00Z", "2026-03-09T07:00:00Z"],
  ["on the day of 25 hours", "2026-11-01T07:30:00Z", "2026-11-02T08:00:00Z"],
  ["later on the day of 25 hours", "2026-11-01T23:00:00Z", "2026-11-02T08:00:00Z"],
  ["at the end of a month and a year", "2026-12-31T20:00:00Z", "2027-01-01T08:00:00Z"],
])("%s, it is the next 0:00 in California", (_, now, midnight) => {
  expect(new Date(nextPacificMidnightMs(Date.parse(now))).toISOString()).toBe(
    new Date(midnight).toISOString(),
  );
});

test("it is always ahead, at most 25 hours, and 0:00 there", () => {
  const clock = new Intl.DateTimeFormat("en-GB", {
    timeZone: "America/Los_Angeles",
    timeStyle: "medium",
  });
  const from = Date.UTC(2024, 0, 1);
  fc.assert(
    fc.property(fc.integer({ min: from, max: from + 10 * 366 * 86_400_000 }), (nowMs) => {
      const midnightMs = nextPacificMidnightMs(nowMs);
      expect(clock.format(midnightMs)).toBe("00:00:00");
      expect(midnightMs).toBeGreaterThan(nowMs);
      expect(midnightMs - nowMs).toBeLessThanOrEqual(25 * 3_600_000);
    }),
    { numRuns: 3000 },
  );
});
