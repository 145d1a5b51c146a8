import { expect, test } from "vitest";
import { dayGroupOf, inDayGroups } from "./day-groups.ts";

const now = new Date(2026, 10, 29, 14, 0);
const at = (...parts: [number, number, number, number?, number?]) =>
  new Date(...(parts as [number, number, number])).toISOString();

test("W61: a batch stands under today, yesterday, the last days or its month, as the calendar counts and not the hours", () => {
  expect(dayGroupOf(at(2026, 10, 29, 0, 1), now)).toBe("today");
  expect(dayGroupOf(at(2026, 10, 28, 23, 59), now)).toBe("yesterday");
  expect(dayGroupOf(at(2026, 10, 28, 0, 1), now)).toBe("yesterday");
  expect(dayGroupOf(at(2026, 10, 27, 23, 59), now)).toBe("week");
  expect(dayGroupOf(at(2026, 10, 23), now)).toBe("week");
  const month = at(2026, 10, 22, 23, 59);
  expect(dayGroupOf(month, now)).toEqual({ month });
});

test("W61: a batch of a moment that has not come yet stands under today", () => {
  expect(dayGroupOf(at(2026, 10, 30, 3), now)).toBe("today");
});

test("W61: the groups keep the order, and months of two years are two", () => {
  const moments = [
    at(2026, 10, 29, 9),
    at(2026, 10, 29, 8),
    at(2026, 10, 2),
    at(2026, 10, 1),
    at(2025, 10, 1),
  ];
  const groups = inDayGroups(
    moments.map((created_at) => ({ created_at })),
    now,
  );
  expect(groups.map(({ key, items }) => [key, items.length])).toEqual([
    ["today", 2],
    ["2026-11", 2],
    ["2025-11", 1],
  ]);
  expect(groups.flatMap(({ items }) => items.map((one) => one.created_at))).toEqual(moments);
});
