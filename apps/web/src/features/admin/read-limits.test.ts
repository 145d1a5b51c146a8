import { expect, test } from "vitest";
import { readLimits, typedLimits } from "./read-limits.ts";

const none = {
  requests_a_minute: null,
  executions_a_day: null,
  pictures_a_day: null,
  money_a_month: null,
};
const nothing = typedLimits(none, false);

test("W14: an empty field is no limit, and what is typed is read as people write it", () => {
  expect(readLimits(nothing)).toEqual({ limits: none, wrong: [] });
  expect(
    readLimits({ ...nothing, pictures_a_day: "1\u202f000", money_a_month: "12,50 $" }),
  ).toEqual({ limits: { ...none, pictures_a_day: 1000, money_a_month: 12.5 }, wrong: [] });
});

test.each([
  ["executions_a_day", "0"],
  ["executions_a_day", "2.5"],
  ["executions_a_day", "-1"],
  ["requests_a_minute", "many"],
  ["pictures_a_day", "1000000001"],
  ["money_a_month", "0"],
  ["money_a_month", "1.234"],
  ["money_a_month", "1000001"],
] as const)("W14: %s of %j is called wrong", (name, text) => {
  expect(readLimits({ ...nothing, [name]: text }).wrong).toEqual([name]);
});

test("what a form shows is read back as it was", () => {
  const limits = { ...none, requests_a_minute: 60, money_a_month: 9.5 };
  for (const isComma of [true, false])
    expect(readLimits(typedLimits(limits, isComma)).limits).toEqual(limits);
});
