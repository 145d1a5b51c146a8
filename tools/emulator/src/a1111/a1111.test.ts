import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import type { RawCall } from "../../test/raw-call.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator();
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const png =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const wish = { prompt: "a red fox", width: 640, height: 512, steps: 20 };

function draw(body: unknown = wish, call: Partial<RawCall> = {}) {
  const path = "/a1111/sdapi/v1/txt2img";
  return rawCall({ url: emulator.url, path, key: null, body, ...call });
}

async function json(reply: ReturnType<typeof draw>) {
  const { status, text } = await reply;
  return { status, body: JSON.parse(text) };
}

const asked = (scenario: string) => ({ ...wish, prompt: `a fox [[${scenario}]]` });
const basic = (words: string) => ({
  authorization: `Basic ${Buffer.from(words).toString("base64")}`,
});

test("a picture comes as base64 of the size asked for, with its seed and infotext", async () => {
  const { status, body } = await json(draw({ ...wish, seed: 1234, negative_prompt: "blurry" }));
  expect(status).toBe(200);
  expect(body.images).toHaveLength(1);
  const picture = await sharp(Buffer.from(body.images[0], "base64")).metadata();
  expect(picture).toMatchObject({ format: "png", width: 640, height: 512 });
  const info = JSON.parse(body.info);
  expect(info).toMatchObject({
    seed: 1234,
    all_seeds: [1234],
    sampler_name: "Euler",
    sd_model_name: "v1-5-pruned-emaonly",
  });
  expect(info.infotexts[0]).toMatch(
    /^a red fox\nNegative prompt: blurry\nSteps: 20, Sampler: Euler, .*Seed: 1234, Size: 640x512, Model hash: 6ce0161689/u,
  );
  expect(body.parameters).toMatchObject({ prompt: "a red fox", cfg_scale: 7, n_iter: 1 });
  expect(emulator.calls()).toMatchObject([
    {
      apiVersion: "sdapi/v1",
      model: "v1-5-pruned-emaonly",
      prompt: "a red fox",
      imageSize: "640x512",
      billed: true,
      costMicros: 0,
      imageSha256: [expect.stringMatching(/^[0-9a-f]{64}$/u)],
    },
  ]);
});

test("sides are cut to whole steps of eight pixels, and 512 where none is given", async () => {
  await draw({ prompt: "a fox", width: 1023 });
  expect(emulator.calls()).toMatchObject([{ imageSize: "1016x512" }]);
});

test("a seed of -1 is a seed of chance, and the answer tells it", async () => {
  const { body } = await json(draw({ ...wish, seed: -1 }));
  expect(JSON.parse(body.info).seed).toBeGreaterThanOrEqual(0);
});

test("several pictures come in one answer, which is one call on the bill", async () => {
  const { body } = await json(draw({ ...wish, batch_size: 2, n_iter: 2, seed: 7 }));
  expect(body.images).toHaveLength(4);
  expect(JSON.parse(body.info).all_seeds).toEqual([7, 8, 9, 10]);
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
});

test("img2img takes one picture, as a data address or not, and does not send it back", async () => {
  for (const picture of [png, `data:image/png;base64,${png}`]) {
    const body = { ...wish, init_images: [picture] };
    const reply = await json(draw(body, { path: "/a1111/sdapi/v1/img2img" }));
    expect(reply.status).toBe(200);
    expect(reply.body.parameters).toMatchObject({ init_images: null, denoising_strength: 0.75 });
  }
  expect(emulator.calls().map((call) => call.references.map((one) => one.mimeType))).toEqual([
    ["image/png"],
    ["image/png"],
  ]);
});

test.each([
  [{}, 404, { error: "HTTPException", detail: "Init image not found", body: "" }],
  [{ init_images: ["nothing"] }, 500, { detail: "Invalid encoded image" }],
  [
    { init_images: [png, png] },
    500,
    {
      error: "RuntimeError",
      errors: "bad number of images passed: 2; expecting 1 or less",
    },
  ],
])("img2img refuses %j in the web UI's words", async (change, status, words) => {
  const reply = await json(draw({ ...wish, ...change }, { path: "/a1111/sdapi/v1/img2img" }));
  expect(reply).toMatchObject({ status, body: words });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0 });
});

test("the checkpoint asked for draws, by any of its names", async () => {
  for (const name of ["sd_xl_base_1.0", "sd_xl_base_1.0.safetensors [31e35c80fc]", "31e35c80fc"]) {
    const override_settings = { sd_model_checkpoint: name };
    const { body } = await json(draw({ ...wish, override_settings }));
    expect(JSON.parse(body.info)).toMatchObject({ sd_model_name: "sd_xl_base_1.0" });
  }
});

test("a checkpoint that is not there is passed over without a word", async () => {
  const override_settings = { sd_model_checkpoint: "nothing" };
  const { status, body } = await json(draw({ ...wish, override_settings }));
  expect(status).toBe(200);
  expect(JSON.parse(body.info).sd_model_name).toBe("v1-5-pruned-emaonly");
});

test.each([
  [{ steps: "many" }, "steps", "value is not a valid integer", "type_error.integer"],
  [{ cfg_scale: "high" }, "cfg_scale", "value is not a valid float", "type_error.float"],
  [{ prompt: ["a"] }, "prompt", "str type expected", "type_error.str"],
  [{ override_settings: [] }, "override_settings", "value is not a valid dict", "type_error.dict"],
])("a wrong field is 422 in FastAPI's words: %j", async (change, field, msg, type) => {
  const reply = await json(draw({ ...wish, ...change }));
  expect(reply).toEqual({ status: 422, body: { detail: [{ loc: ["body", field], msg, type }] } });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0 });
});

test.each([
  ["no JSON", "{", "application/json", "value_error.jsondecode"],
  ["JSON that is not called so", wish, "text/plain", "type_error.dict"],
])("%s is 422", async (_, body, type, wanted) => {
  const reply = await json(draw(body, { headers: { "content-type": type } }));
  expect(reply).toMatchObject({ status: 422, body: { detail: [{ type: wanted }] } });
});

test("an unknown sampler or script is refused, a schedule behind a sampler is not", async () => {
  expect(await json(draw({ ...wish, sampler_name: "Ink" }))).toMatchObject({
    status: 400,
    body: { error: "HTTPException", detail: "Sampler not found" },
  });
  expect(await json(draw({ ...wish, script_name: "x/y plot" }))).toMatchObject({ status: 422 });
  expect((await draw({ ...wish, sampler_name: "DPM++ 2M Karras" })).status).toBe(200);
});

test.each([
  ["service_disabled", 404, { detail: "Not Found" }],
  ["api_key_invalid", 401, { detail: "Incorrect username or password" }],
  ["invalid_argument", 422, { detail: [{ type: "type_error.integer" }] }],
  ["error_in_array_400", 400, { detail: "Sampler not found" }],
  [
    "internal_500",
    500,
    {
      error: "OutOfMemoryError",
      detail: "",
      body: "",
      errors: expect.stringMatching(/^CUDA out of memory\. /u),
    },
  ],
])("%s is said as the web UI says it, and is not billed", async (scenario, status, words) => {
  expect(await json(draw(asked(scenario)))).toMatchObject({ status, body: words });
  expect(emulator.calls()).toMatchObject([{ scenario, status, billed: false, done: true }]);
});

test.each([
  ["rate_minute", 429, 0],
  ["bad_gateway_502", 502, 0],
  ["gateway_timeout_504", 504, 1],
])("%s is a page of the proxy before it", async (scenario, status, billedCalls) => {
  const reply = await draw(asked(scenario));
  expect(reply).toMatchObject({ status, headers: { "content-type": "text/html" } });
  expect(reply.text).toContain("nginx");
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls });
});

test("an answer without a picture has an empty list, and is not billed", async () => {
  const { status, body } = await json(draw(asked("image_safety")));
  expect([status, body.images]).toEqual([200, []]);
  expect(emulator.bill().billedCalls).toBe(0);
});

test.each(["not_a_picture", "bad_base64"])("%s: what comes is no picture", async (scenario) => {
  const { body } = await json(draw(asked(scenario)));
  await expect(sharp(Buffer.from(body.images[0], "base64")).stats()).rejects.toThrow();
  expect(emulator.bill().billedCalls).toBe(1);
});

test.each(["reset_after_accept", "reset_mid_body", "truncated_json", "truncated_body"])(
  "%s: the picture does not arrive, and was drawn once",
  async (scenario) => {
    const reply = await draw(asked(scenario));
    expect(() => JSON.parse(reply.text)).toThrow();
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
  },
);

test("a hung call has its answer once it is released", async () => {
  const reply = draw(asked("hang_before_headers"));
  await expect.poll(() => emulator.bill().billedCalls).toBe(1);
  await expect.poll(() => emulator.release()).toBe(1);
  expect((await reply).status).toBe(200);
});

test("one call is drawn at a time: the others wait, and each is drawn once", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 40 } });
  const started = performance.now();
  const replies = await Promise.all(["a", "b", "c"].map((prompt) => draw({ ...wish, prompt })));
  expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  expect(replies.map(({ status }) => status)).toEqual([200, 200, 200]);
  const ends = emulator.calls().map(({ finishedAt }) => Date.parse(finishedAt ?? ""));
  expect(Math.min(...ends.slice(1).map((end, index) => end - (ends[index] ?? 0)))).toBeGreaterThan(
    20,
  );
  expect(emulator.bill()).toMatchObject({ calls: 3, billedCalls: 3, unfinished: 0 });
});

test("a caller who leaves while waiting is drawn for all the same", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 40 } });
  const leaving = new AbortController();
  const [first, second] = [draw(), draw(wish, { signal: leaving.signal })];
  await expect.poll(() => emulator.bill().calls).toBe(2);
  leaving.abort();
  await Promise.all([first, second]);
  await expect.poll(() => emulator.bill()).toMatchObject({ billedCalls: 2, unfinished: 0 });
  expect(emulator.calls()[1]).toMatchObject({ arrived: "caller_left", billed: true });
});

test("without accepted keys nobody needs a password; with them only theirs is good", async () => {
  expect((await draw()).status).toBe(200);
  emulator.configure({ acceptedKeys: ["me:secret"] });
  expect(await json(draw())).toMatchObject({ status: 401, body: { detail: "Not authenticated" } });
  expect(await json(draw(wish, { headers: basic("me:wrong") }))).toMatchObject({
    status: 401,
    body: { error: "HTTPException", detail: "Incorrect username or password" },
  });
  expect((await draw(wish, { headers: basic("me:secret") })).status).toBe(200);
  expect(emulator.bill()).toMatchObject({ calls: 4, billedCalls: 2 });
});

test("models, options and samplers are told free of charge, and to no wrong password", async () => {
  const get = async (path: string, headers = {}) => {
    const reply = await fetch(`${emulator.url}/a1111${path}`, { headers });
    return { status: reply.status, body: JSON.parse(await reply.text()) };
  };
  expect((await get("/sdapi/v1/sd-models")).body[0]).toMatchObject({
    title: "v1-5-pruned-emaonly.safetensors [6ce0161689]",
    model_name: "v1-5-pruned-emaonly",
    hash: "6ce0161689",
  });
  expect((await get("/sdapi/v1/options")).body).toMatchObject({
    sd_model_checkpoint: "v1-5-pruned-emaonly.safetensors [6ce0161689]",
  });
  expect((await get("/sdapi/v1/samplers")).body).toContainEqual({
    name: "Euler a",
    aliases: ["k_euler_a", "k_euler_ancestral"],
    options: {},
  });
  emulator.configure({ acceptedKeys: ["me:secret"], liveModels: ["dreams.safetensors"] });
  expect((await get("/sdapi/v1/sd-models")).status).toBe(401);
  const { body } = await get("/sdapi/v1/sd-models", basic("me:secret"));
  expect(body.map((one: { model_name: string }) => one.model_name)).toEqual(["dreams"]);
  expect(emulator.bill()).toMatchObject({ calls: 0, modelListCalls: 5 });
});

test("what is not there is 404, and a wrong method 405, in FastAPI's words", async () => {
  const nowhere = await fetch(`${emulator.url}/a1111/off/sdapi/v1/sd-models`);
  expect([nowhere.status, await nowhere.json()]).toEqual([404, { detail: "Not Found" }]);
  const wrong = await fetch(`${emulator.url}/a1111/sdapi/v1/txt2img`);
  expect([wrong.status, await wrong.json()]).toEqual([405, { detail: "Method Not Allowed" }]);
});
