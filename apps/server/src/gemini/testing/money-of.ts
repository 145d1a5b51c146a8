import { expect } from "vitest";
import type { Seen } from "./start-emulated.ts";

const micros = (dollars: number | null) => Math.round((dollars ?? 0) * 1e6);

/** A batch's money in micro-dollars, after I4 has been held against the provider's own bill. */
export function moneyOf({ execution, results, calls }: Seen) {
  const settled = results.reduce((sum, one) => sum + micros(one.api_cost), 0);
  const possible = results.reduce((sum, one) => sum + micros(one.possible_cost), 0);
  const billed = calls.reduce((sum, call) => sum + (call.billed ? call.costMicros : 0), 0);
  expect(settled).toBeLessThanOrEqual(billed);
  expect(billed).toBeLessThanOrEqual(settled + possible);
  expect(execution.stats.total_cost).toBe(Math.round(settled / 10_000) / 100);
  expect(execution.stats.possible_cost).toBe(Math.ceil(possible / 10_000) / 100);
  return { settled, possible, billed };
}
