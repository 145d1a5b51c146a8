import { expect, test } from "vitest";
import { daysOf, readSpan, spans, writeSpan } from "./span.ts";

const today = "2026-03-02";

test("W96: of a month all days that have begun are asked for, of the last days today and those before it", () => {
  expect(daysOf({ days: 7 }, today)).toEqual({ from: "2026-02-24", to: "2026-03-02" });
  expect(daysOf({ month: "2026-03" }, today)).toEqual({ from: "2026-03-01", to: "2026-03-02" });
  expect(daysOf({ month: "2026-02" }, today)).toEqual({ from: "2026-02-01", to: "2026-02-28" });
  expect(daysOf({ month: "2024-02" }, today)).toEqual({ from: "2024-02-01", to: "2024-02-29" });
});

test("W96: what is offered can be read from the address again, and nothing else is", () => {
  const offered = spans(today);
  expect(offered).toHaveLength(15);
  expect(offered[3]).toEqual({ month: "2026-03" });
  expect(offered.at(-1)).toEqual({ month: "2025-04" });
  for (const span of offered) expect(readSpan(writeSpan(span))).toEqual(span);
  for (const wrong of ["", "2026-13", "2026-00", "8", "-7", "all"])
    expect(readSpan(wrong)).toEqual({ days: 30 });
});
