import { expect, test } from "vitest";
import { makePlan } from "./make-plan.ts";
import { rangesOf, seedLine } from "./note-seeds.ts";
import { topologies } from "./plan.ts";

test("seeds are noted as ranges, with how many ran on which topology", () => {
  expect(rangesOf([3, 1, 2, 7, 9, 10])).toBe("1-3, 7, 9-10");
  const figures = { seconds: 5, calls: 30, results: 20, doubts: 1, starts: 4, deaths: 2 };
  const runs = [1, 2, 3].map((seed) => ({
    plan: makePlan(seed, seed === 3 ? "redis" : "workers"),
    violations: [],
    figures,
    folder: null,
  }));
  expect(seedLine(runs, new Date("2026-11-28T12:00:00Z"))).toBe(
    "| 2026-11-28 | 1-3 | 3 | 2 workers, 1 redis | 60 | 90 | 6 |",
  );
});

test("a seed gives the same plan each time, and another seed another", () => {
  for (const topology of topologies) {
    expect(makePlan(7, topology)).toEqual(makePlan(7, topology));
    expect(makePlan(7, topology)).not.toEqual(makePlan(8, topology));
  }
});
