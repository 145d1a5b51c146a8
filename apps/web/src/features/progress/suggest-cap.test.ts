import type { Execution } from "@bunch/contracts/execution";
import { expect, test } from "vitest";
import { capRoom } from "./suggest-cap.ts";

const capped = (over: {
  total?: number;
  possible?: number;
  pending?: number;
  undecided?: number;
  cap?: number;
  next?: number;
}) =>
  ({
    max_cost: over.cap ?? 1,
    reason: { code: "cap", message: "", until: null, next_cost: over.next ?? 0.0502 },
    estimated_cost: { totalCost: 2.46, costPerImage: 0.041, imageCount: 60 },
    stats: {
      total_cost: over.total ?? 0.9,
      possible_cost: over.possible ?? 0.06,
      pending: over.pending ?? 37,
      processing: 0,
      undecided: over.undecided ?? 0,
    },
  }) as Execution;

test("a cap that is reached tells what is spent, possible charges included, and what is left", () => {
  const room = capRoom(capped({}));
  expect(room.spent).toBeCloseTo(0.96);
  expect(room.left).toBeCloseTo(0.04);
  expect(room.next).toBe(0.0502);
  expect(room.least).toBe(1.02);
});

test("the suggestion is enough for all that is left, in steps of five cents", () => {
  // 0.96 + 36 × 0.041 + 0.0502 = 2.4862
  expect(capRoom(capped({})).suggested).toBe(2.5);
  expect(capRoom(capped({ pending: 1 })).suggested).toBe(1.05);
});

test("what waits for a decision is not counted, and one picture more always fits", () => {
  expect(capRoom(capped({ pending: 37, undecided: 36 })).suggested).toBe(1.05);
  expect(capRoom(capped({ pending: 2, undecided: 2 })).suggested).toBe(1.05);
});

test("a sum that is passed already is not suggested again", () => {
  const room = capRoom(capped({ total: 1.2, possible: 0, pending: 3 }));
  expect(room.left).toBe(0);
  expect(room.least).toBe(1.26);
  expect(room.suggested).toBeGreaterThanOrEqual(room.least);
});

test("a sum of tenths that is a hair above a cent is on it", () => {
  const room = capRoom(capped({ total: 0.1, possible: 0.2, next: 0.1, cap: 0.35 }));
  expect(room.least).toBe(0.4);
});
