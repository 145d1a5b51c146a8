import { expect, test } from "vitest";
import { goneOf, insteadOf } from "./gone-model.ts";
import type { Model } from "./model.ts";

const model = (id: string, over: Partial<Model> = {}) =>
  ({
    id,
    vendor: "gemini",
    status: "live",
    released_on: "2026-01-01",
    shut_down_on: null,
    successor: null,
    is_default: false,
    ...over,
  }) as Model;
const today = "2026-11-30";

test("M14: what is shut down, near its last day, or not for the key is told; of several the worst", () => {
  const near = model("a", { shut_down_on: "2027-01-29" });
  expect(goneOf(near, { missing: [], today })).toEqual({ is: "ends_soon", on: "2027-01-29" });
  expect(goneOf(near, { missing: ["a"], today })).toEqual({ is: "not_for_key" });
  expect(goneOf(model("a", { shut_down_on: "2027-01-30" }), { missing: [], today })).toBeNull();
  const gone = model("a", { status: "shut_down", shut_down_on: "2026-10-02" });
  expect(goneOf(gone, { missing: ["a"], today })).toEqual({ is: "shut_down", on: "2026-10-02" });
});

test("M14: the successor is followed to one that is to be had; without one another of the vendor is named", () => {
  const first = model("first", { status: "shut_down", successor: "second" });
  const second = model("second", { status: "shut_down", successor: "third" });
  const third = model("third");
  const usual = model("usual", { is_default: true });
  const others = model("others", { vendor: "openai" });
  const all = [others, first, second, third, usual];
  expect(insteadOf(first, all, [])?.id).toBe("third");
  expect(insteadOf(first, all, ["third"])?.id).toBe("usual");
  expect(insteadOf(first, [first, others], [])).toBeUndefined();
  const loop = [
    model("x", { status: "shut_down", successor: "y" }),
    model("y", { status: "shut_down", successor: "x" }),
  ];
  expect(insteadOf(loop[0]!, loop, [])).toBeUndefined();
});
