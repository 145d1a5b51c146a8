import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pictures } from "../http/testing/pictures.ts";
import { expectPicture } from "../gemini/testing/expect-picture.ts";
import { moneyOf } from "../gemini/testing/money-of.ts";
import { type Emulated, startEmulated } from "../gemini/testing/start-emulated.ts";

/** Whole batches drawn by OpenAI's models, over HTTP, with a key of their own each. */
let emulated: Emulated;
const serverKey = "sk-the-servers-own-srv1";
beforeAll(async () => {
  emulated = await startEmulated({ env: { OPENAI_API_KEY: serverKey, LOG_LEVEL: "trace" } });
});
afterAll(() => emulated.stop());

const model = "gpt-image-2.5-flare";
let keys = 0;
const submit = (prompts: string | string[], more: Parameters<Emulated["submit"]>[1] = {}) => {
  keys += 1;
  const key = `sk-canary-batch-${String(keys).padStart(4, "0")}`;
  return emulated.submit(prompts, { key, ...more, fields: { model, ...more.fields } });
};

test.concurrent("M12, I3: drawn alone and with references, each picture once, at what was billed", async () => {
  const alone = await emulated.ended(await submit(["a fox", "a bear"]));
  expect(alone.execution.status).toBe("completed");
  expect(alone.calls).toHaveLength(2);
  for (const result of alone.results) await expectPicture(result, alone.calls);
  expect(moneyOf(alone)).toMatchObject({ settled: moneyOf(alone).billed, possible: 0 });

  const { png, jpeg } = pictures;
  const files = [png, jpeg].map((bytes) => new Blob([new Uint8Array(bytes)]));
  const fields = { aspect_ratio: "16:9", image_size: "2K" };
  const guided = await emulated.ended(await submit("a guided fox", { references: files, fields }));
  expect(guided.calls).toHaveLength(1);
  expect(guided.calls[0]).toMatchObject({ imageSize: "2560x1440" });
  expect(guided.calls[0]?.references.map((one) => one.mimeType)).toEqual([
    "image/png",
    "image/jpeg",
  ]);
  await expectPicture(guided.results[0], guided.calls);
  expect(moneyOf(guided)).toMatchObject({ settled: moneyOf(guided).billed, possible: 0 });
});

test.concurrent("M12: what the model refuses is never asked again, and costs nothing", async () => {
  const seen = await emulated.ended(
    await submit(["no [[prompt_blocked]]", "hidden [[image_safety]]"]),
  );
  expect(seen.results.map((one) => one.error_code)).toEqual(["refused", "filtered"]);
  expect(seen.calls).toHaveLength(2);
  expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
});

describe("an answer about the account pauses the batch", () => {
  test.concurrent.each([
    ["api_key_invalid", "bad_key"],
    ["credits_depleted", "no_credit"],
    ["spending_cap", "spending_cap"],
    ["service_disabled", "key_blocked"],
    ["failed_precondition", "location"],
    ["model_not_found", "model_gone"],
  ])("R6: %s: paused as %s, with nothing billed", async (scenario, code) => {
    const seen = await emulated.paused(await submit(`account [[${scenario}]]`));
    expect(seen.execution.reason?.code).toBe(code);
    expect(moneyOf(seen)).toEqual({ settled: 0, possible: 0, billed: 0 });
  });
});

test.concurrent("R7, R8, R9: limits, overloads and failures pass, each attempt one call", async () => {
  const prompts = [
    "slow down [[rate_images:0.2,ok]]",
    "busy [[overloaded_429,ok]]",
    "broken [[internal_500,ok]]",
  ];
  const seen = await emulated.ended(await submit(prompts));
  expect(seen.execution.stats).toMatchObject({ successful: 3, failed: 0 });
  expect(seen.calls).toHaveLength(6);
  expect(seen.results.map((one) => one.attempts)).toEqual([1, 1, 2]);
  expect(moneyOf(seen)).toMatchObject({ settled: moneyOf(seen).billed, possible: 0 });
});

test.concurrent("R10, I4: an answer that breaks off is a doubt, and its possible charge is told", async () => {
  const seen = await emulated.ended(
    await submit(["cut [[reset_mid_body,ok]]", "torn [[truncated_json,ok]]"]),
  );
  expect(seen.execution.stats).toMatchObject({ successful: 2, failed: 0 });
  expect(seen.calls).toHaveLength(4);
  expect(moneyOf(seen).possible).toBeGreaterThan(0);
});

test.concurrent("I2: an answer of 40 MB is stored byte for byte", async () => {
  const seen = await emulated.ended(await submit("huge [[big_body:40]]"));
  await expectPicture(seen.results[0], seen.calls);
});

test.concurrent("K15: each vendor's models are called with that vendor's key alone, the server's own included", async () => {
  const { client } = emulated.bunch;
  expect((await client.models()).server_keys).toEqual(["openai"]);
  const form = new FormData();
  form.set("prompts", JSON.stringify(["by the server's key"]));
  form.set("model", model);
  const own = await client.execute(form, crypto.randomUUID());
  const seen = await emulated.ended({ id: own.execution_id, key: serverKey });
  expect(seen.execution.status).toBe("completed");
  form.set("model", "gemini-nano-banana-2.1");
  await expect(client.execute(form, crypto.randomUUID())).rejects.toMatchObject({
    error: { code: "api_key_missing" },
  });
  for (const call of emulated.emulator.calls())
    if (call.keyLastFour === "srv1") expect(call.model).toBe(model);
});

const google = `AIza${"Sy0_-".repeat(7)}`;
const openai = `sk-proj-${"x".repeat(20)}T3BlbkFJ${"y".repeat(20)}`;

test.concurrent.each([
  ["Google's key for OpenAI's model", google, model],
  ["OpenAI's key for Google's model", openai, "gemini-nano-banana-2.1"],
])(
  "K15: %s is refused, wherever it is given, before anybody is shown it",
  async (_, key, other) => {
    const { client } = emulated.bunch;
    const vendor = other === model ? "openai" : "gemini";
    const refusal = { error: { code: "bad_request", details: { field: "api_key" } } };
    const before = emulated.emulator.bill().modelListCalls;
    await expect(submit("not with this", { key, fields: { model: other } })).rejects.toMatchObject(
      refusal,
    );
    await expect(client.checkKey({ api_key: key, model: other })).rejects.toMatchObject(refusal);
    await expect(client.rememberKey({ api_key: key, vendor })).rejects.toMatchObject(refusal);
    const batch = await submit("paused [[api_key_invalid]]", {
      key: `plain-key-${vendor}-0000`,
      fields: { model: other },
    });
    await emulated.paused(batch);
    await expect(client.resume(batch.id, { api_key: key })).rejects.toMatchObject(refusal);
    expect(emulated.callsOf({ key })).toEqual([]);
    expect(emulated.emulator.bill().modelListCalls).toBe(before);
  },
);

test("I10: no key stands in what the server has said", () => {
  expect(emulated.bunch.output()).not.toContain("sk-canary");
  expect(emulated.bunch.output()).not.toContain(serverKey);
});
