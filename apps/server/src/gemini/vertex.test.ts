import { afterAll, beforeAll, expect, test } from "vitest";
import { pictures } from "../http/testing/pictures.ts";
import { expectPicture } from "./testing/expect-picture.ts";
import { moneyOf } from "./testing/money-of.ts";
import { type Emulated, startEmulated } from "./testing/start-emulated.ts";

/** Whole batches drawn by Gemini's models on Vertex AI, over HTTP. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated();
});
afterAll(() => emulated.stop());

const model = "vertex-gemini-nano-banana-2.1";
let keys = 0;
const submit = (prompts: string | string[], more: Parameters<Emulated["submit"]>[1] = {}) => {
  keys += 1;
  const key = `ya29.canary-of-vertex-${String(keys).padStart(4, "0")}`;
  return emulated.submit(prompts, { key, ...more, fields: { model } });
};

test.concurrent("M12, I3: each picture is drawn once, with its references, at what was billed", async () => {
  const files = [pictures.png].map((bytes) => new Blob([new Uint8Array(bytes)]));
  const seen = await emulated.ended(await submit(["a fox", "a bear"], { references: files }));
  expect(seen.execution.status).toBe("completed");
  expect(seen.calls).toHaveLength(2);
  for (const result of seen.results) await expectPicture(result, seen.calls);
  expect(seen.calls[0]?.references).toHaveLength(1);
  expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
  expect(moneyOf(seen).billed).toBeGreaterThan(0);
});

test.concurrent.each([
  ["api_key_invalid", "bad_key"],
  ["api_key_service_blocked", "key_blocked"],
  ["credits_depleted", "no_credit"],
  ["model_not_found", "model_gone"],
])("R6: %s pauses the batch as %s, with nothing billed", async (scenario, code) => {
  const seen = await emulated.paused(await submit(`account [[${scenario}]]`));
  expect(seen.execution.reason?.code).toBe(code);
  expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
});

test.concurrent("R8, R9, R10, I4: overloads and failures pass; what breaks off is a doubt", async () => {
  const prompts = [
    "busy [[overloaded_429,ok]]",
    "broken [[internal_500,ok]]",
    "torn [[reset_mid_body,ok]]",
  ];
  const seen = await emulated.ended(await submit(prompts));
  expect(seen.execution.stats).toMatchObject({ successful: 3, failed: 0 });
  expect(seen.calls).toHaveLength(6);
  expect(moneyOf(seen).possible).toBeGreaterThan(0);
});
