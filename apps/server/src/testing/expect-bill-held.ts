import { expect } from "vitest";

type Ask = (path: string) => Promise<{ body: unknown }>;

/** Holds a batch's results to what the provider has billed: none of it is missing, and what is told beyond it is told as a doubt. */
export async function expectBillHeld(input: {
  ask: Ask;
  executionId: string;
  billedMicros: number;
  /** How many results may have been charged without a picture. */
  doubts: number;
}): Promise<void> {
  const { billedMicros: billed, doubts } = input;
  const { body } = await input.ask(`/api/executions/${input.executionId}/results`);
  const results = (body as { data: { api_cost: number; possible_cost: number }[] }).data;
  expect(results.filter((one) => one.possible_cost > 0)).toHaveLength(doubts);
  const micros = (which: "api_cost" | "possible_cost") =>
    results.reduce((sum, one) => sum + Math.round(one[which] * 1e6), 0);
  expect(micros("api_cost")).toBeLessThanOrEqual(billed);
  expect(billed).toBeLessThanOrEqual(micros("api_cost") + micros("possible_cost"));
  if (doubts === 0) expect(micros("api_cost")).toBe(billed);
}
