import { expect, test } from "vitest";
import { autoConcurrency } from "./auto-concurrency.ts";

test("T5: as many calls as memory allows, never fewer than an account may start with, never more than one process serves", () => {
  const megabytes = [128, 512, 1024, 2048, 4096, 65_536];
  expect(megabytes.map((mb) => autoConcurrency(mb * 1_000_000))).toEqual([
    10, 32, 64, 128, 256, 256,
  ]);
  expect(autoConcurrency()).toBeGreaterThanOrEqual(10);
});
