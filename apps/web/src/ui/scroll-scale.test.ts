import { expect, test } from "vitest";
import { scrollScale } from "./scroll-scale.ts";

test("a list that a browser can draw is scrolled pixel by pixel", () => {
  const scale = scrollScale(9_000_000);
  expect(scale.drawnPx).toBe(9_000_000);
  expect(scale.toFull(1234)).toBe(1234);
  expect(scale.toDrawn(1234)).toBe(1234);
});

test("a longer one is drawn lower, reaches its last row, and both ways are each other's way back", () => {
  const full = 65_000_000;
  const scale = scrollScale(full);
  expect(scale.drawnPx).toBe(10_000_000);
  expect(scale.toFull(scale.drawnPx)).toBe(full);
  expect(scale.toFull(scale.drawnPx - 700)).toBe(full - 700);
  for (let at = 0; at <= full; at += full / 97)
    expect(scale.toFull(scale.toDrawn(at))).toBeCloseTo(at, 3);
});

test("further down is never further up", () => {
  const scale = scrollScale(40_000_000);
  let before = -1;
  for (let drawn = 0; drawn <= scale.drawnPx; drawn += 9999) {
    const full = scale.toFull(drawn);
    expect(full).toBeGreaterThan(before);
    before = full;
  }
});
