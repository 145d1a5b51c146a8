import { afterAll, beforeAll, expect, test } from "vitest";
import { expectPicture } from "../gemini/testing/expect-picture.ts";
import { moneyOf } from "../gemini/testing/money-of.ts";
import { type Emulated, startEmulated } from "../gemini/testing/start-emulated.ts";
import { pictures } from "../http/testing/pictures.ts";

/** The same prompts drawn by models of several vendors at once, over HTTP, each with its own key. */
let emulated: Emulated;
beforeAll(async () => {
  emulated = await startEmulated({ env: { LOG_LEVEL: "trace" } });
});
afterAll(() => emulated.stop());

const [google, openai] = ["gemini-nano-banana-2.1", "gpt-image-2"];
let sets = 0;

/** Starts a set and tells each model's batch with the key by which the provider's side of it is found. */
async function submit(
  prompts: string[],
  more: { models?: string[]; fields?: Record<string, string>; references?: Blob[] } = {},
) {
  sets += 1;
  const number = String(sets).padStart(3, "0");
  const keys = { gemini: `AIzaSetCanary-g${number}`, openai: `sk-set-canary-o${number}` };
  const form = new FormData();
  form.set("prompts", JSON.stringify(prompts));
  form.set("models", JSON.stringify(more.models ?? [google, openai]));
  form.set("api_keys", JSON.stringify(keys));
  for (const [name, value] of Object.entries(more.fields ?? {})) form.set(name, value);
  for (const file of more.references ?? []) form.append("reference_images", file, "reference");
  const answer = await emulated.bunch.client.execute(form, crypto.randomUUID());
  const ofModel = (model: string) => {
    const one = answer.executions?.find((execution) => execution.model === model);
    return { id: one?.execution_id ?? "", key: model === openai ? keys.openai : keys.gemini };
  };
  return { setId: answer.set_id ?? "", ofModel };
}

test.concurrent("X23, I3, K16: each model draws each prompt once, with its vendor's key alone, at what was billed", async () => {
  const references = [new Blob([new Uint8Array(pictures.png)])];
  const set = await submit(["a fox", "a bear"], {
    fields: { aspect_ratio: "16:9", image_size: "2K" },
    references,
  });
  for (const model of [google, openai]) {
    const seen = await emulated.ended(set.ofModel(model));
    expect(seen.execution).toMatchObject({ status: "completed", model, set_id: set.setId });
    expect(seen.calls.map((call) => call.model)).toEqual([model, model]);
    expect(seen.calls.map((call) => call.references.length)).toEqual([1, 1]);
    for (const result of seen.results) await expectPicture(result, seen.calls);
    expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
  }
  const { executions } = await emulated.bunch.client.getSet(set.setId);
  expect(executions.map(({ model, status }) => [model, status])).toEqual([
    [google, "completed"],
    [openai, "completed"],
  ]);
});

test.concurrent("X25, X23: each batch of a set pauses at its own part of the cap and goes on by itself, and none is billed beyond it", async () => {
  const set = await submit(["one", "two", "three"], { fields: { max_cost: "0.2" } });
  let billed = 0;
  for (const model of [google, openai]) {
    const seen = await emulated.paused(set.ofModel(model));
    expect(seen.execution.reason?.code).toBe("cap");
    billed += moneyOf(seen).billed;
  }
  expect(billed).toBeLessThanOrEqual(200_000);
  const { executions } = await emulated.bunch.client.getSet(set.setId);
  const caps = executions.map((one) => Math.round((one.max_cost ?? 0) * 1e6));
  expect(caps.reduce((sum, cap) => sum + cap, 0)).toBe(200_000);

  await emulated.bunch.client.resume(set.ofModel(google).id, { max_cost: 1 });
  const resumed = await emulated.ended(set.ofModel(google));
  expect(resumed.execution.stats).toMatchObject({ successful: 3, failed: 0 });
  expect(resumed.calls).toHaveLength(3);
  const other = await emulated.look(set.ofModel(openai));
  expect(other.execution).toMatchObject({ status: "paused", reason: { code: "cap" } });
});

test("I10: no key stands in what the server has said", () => {
  expect(emulated.bunch.output()).not.toMatch(/AIzaSetCanary|sk-set-canary/);
});
