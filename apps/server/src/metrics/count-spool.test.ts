import { Registry } from "prom-client";
import { expect, test } from "vitest";
import { countSpool } from "./count-spool.ts";

test("N2: an answer on the disk is counted, whole or cut, and not the empty file of a call that a killed worker was in", async () => {
  const registry = new Registry();
  const sizes = new Map<string, number | null>([
    ["whole", 2_000_000],
    ["cut", 17],
    ["nothing came", 0],
    ["settled meanwhile", null],
  ]);
  countSpool(registry, {
    list: async () => [...sizes.keys()],
    sizeOf: async ({ attemptId }) => sizes.get(attemptId) ?? null,
  });
  expect(await registry.metrics()).toMatch(/^bunch_spool_entries 2$/m);
});
