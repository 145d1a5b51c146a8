import type { ModelFacts } from "@bunch/contracts/model-change";
import { expect, test } from "vitest";
import { changeOf, readDollars, typedModel } from "./typed-model.ts";

const came: ModelFacts = {
  name: "Nano",
  status: "live",
  released_on: "2026-10-06",
  shut_down_on: null,
  successor: null,
  may_be_default: true,
  calls: null,
  cost_per_image: { "1K": 0.041, "2K": 0.058 },
  priced_on: "2026-11-22",
  price_source: "https://example.com",
};
const fresh = { now: came, as_it_came: came, change: null };
const typed = typedModel(came, true);

test("W103: what was not touched is no change, and a field that is as it came leaves it", () => {
  expect(changeOf(typed, fresh)).toEqual({ change: {}, wrong: [] });
  expect(changeOf({ ...typed, name: "Ours", successor: "next" }, fresh).change).toEqual({
    name: "Ours",
    successor: "next",
  });
  const changed = {
    now: { ...came, name: "Ours", shut_down_on: "2027-01-01" },
    as_it_came: came,
    change: { name: "Ours", shut_down_on: "2027-01-01" },
  };
  expect(changeOf({ ...typed, name: "Nano", shutDownOn: "2027-01-01" }, changed).change).toEqual({
    shut_down_on: "2027-01-01",
  });
});

test("W103: a price is sent for each size once one is typed, in place of what was told of prices before", () => {
  const prices = { "1K": "0,05", "2K": "0,058 $" };
  expect(changeOf({ ...typed, prices }, fresh).change).toEqual({
    cost_per_image: { "1K": 0.05, "2K": 0.058 },
  });
  const before = {
    now: { ...came, cost_per_image: { "1K": 0.05, "2K": 0.058 } },
    as_it_came: came,
    change: {
      priced_on: "2026-11-30",
      other_fields: { prices: { image: 37 }, imageTokens: { "2K": 3 }, maxReferenceImages: 2 },
    },
  };
  const asItIs = typedModel(before.now, false);
  expect(changeOf({ ...asItIs, name: "Ours" }, before).change).toEqual({
    ...before.change,
    name: "Ours",
  });
  expect(changeOf(typed, before).change).toEqual({ other_fields: { maxReferenceImages: 2 } });
});

test("W103: what does not fit is named", () => {
  const wrong = { ...typed, name: " ", status: "shut_down" as const, prices: { "1K": "dear" } };
  expect(changeOf(wrong, fresh).wrong).toEqual(["name", "shutDownOn", "prices"]);
  expect(["0.05", ".05", "0,05 $", "0", "-1", "1e3", "", "1001"].map(readDollars)).toEqual([
    0.05,
    0.05,
    0.05,
    0,
    null,
    null,
    null,
    null,
  ]);
});
