import Replicate from "replicate";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

/** Replicate's own client, which knows nothing of us: what it can read is what Replicate would send. */
let emulator: Emulator;
let client: Replicate;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  client = new Replicate({
    auth: "r8_emulated-1234",
    baseUrl: `${emulator.url}/replicate/v1`,
    useFileOutput: false,
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const flux = "black-forest-labs/flux-2-pro";
const png = (): Buffer =>
  pngPicture({ width: 1500, height: 1000, hue: 0, note: "a reference", bytes: null }).whole();

test("the client runs a model and fetches its picture", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  const input = { prompt: "a red fox", aspect_ratio: "16:9", resolution: "2 MP" };
  const output: unknown = await client.run(flux, { input, wait: { mode: "poll", interval: 20 } });
  expect(output).toMatch(/\/replicate\/pbxt\/\w+\/out-0\.png$/u);
  expect((await fetch(output as string)).headers.get("content-type")).toBe("image/png");
  expect(emulator.calls()).toMatchObject([
    { prompt: "a red fox", aspectRatio: "16:9", imageSize: "2 MP", costMicros: 45_000 },
  ]);
});

test("a prediction tells all that Replicate tells of it", async () => {
  const made = await client.predictions.create({ model: flux, input: { prompt: "a red fox" } });
  expect(made).toMatchObject({
    status: "starting",
    output: null,
    error: null,
    model: flux,
    input: { prompt: "a red fox" },
  });
  const done = await client.predictions.get(made.id);
  expect(done).toMatchObject({
    id: made.id,
    status: "succeeded",
    data_removed: false,
    metrics: { predict_time: expect.any(Number) },
    urls: {
      get: `${emulator.url}/replicate/v1/predictions/${made.id}`,
      cancel: `${emulator.url}/replicate/v1/predictions/${made.id}/cancel`,
    },
  });
  expect(Date.parse(String(done.completed_at))).toBeGreaterThanOrEqual(Date.parse(done.created_at));
});

test("a prediction starts, then is processed", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
  const { id } = await client.predictions.create({ model: flux, input: { prompt: "a red fox" } });
  expect((await client.predictions.get(id)).status).toBe("starting");
  emulator.configure({ clockAheadMs: 30_000 });
  expect(await client.predictions.get(id)).toMatchObject({ status: "processing", output: null });
});

test("some models answer with a list", async () => {
  const output = await client.run("black-forest-labs/flux-schnell", {
    input: { prompt: "a red fox", num_outputs: 2 },
  });
  expect(output).toHaveLength(2);
  expect(emulator.bill().costMicros).toBe(2 * 3000);
});

test.each([
  ["uploaded", new Blob([new Uint8Array(png())], { type: "image/png" }), 1],
  ["in itself", `data:image/png;base64,${png().toString("base64")}`, 0],
])(
  "a reference that comes %s is on the record, and counts by its megapixels",
  async (_, reference, uploads) => {
    await client.run(flux, { input: { prompt: "a red fox", input_images: [reference] } });
    const [call] = emulator.calls();
    expect(call?.references).toMatchObject([{ mimeType: "image/png", bytes: png().length }]);
    expect(call?.costMicros).toBe(30_000 + 2 * 15_000);
    expect(emulator.bill().fileCalls).toBe(uploads);
  },
);

test("a file can be looked at and taken away, and is then no picture", async () => {
  const file = await client.files.create(png());
  expect(await client.files.get(file.id)).toMatchObject({ id: file.id, size: png().length });
  await client.files.delete(file.id);
  await expect(client.files.get(file.id)).rejects.toMatchObject({ response: { status: 404 } });
  const input = { prompt: "a red fox", input_images: [file.urls.get] };
  await expect(client.run(flux, { input })).rejects.toMatchObject({ response: { status: 422 } });
});

test.each([
  ["job_moderated", "failed", "(E005)"],
  ["image_safety", "failed", "NSFW content detected"],
  ["job_failed", "failed", "Prediction interrupted"],
  ["job_cancelled", "canceled", null],
  ["no_image", "succeeded", null],
])("%s ends as %s", async (scenario, status, words) => {
  const input = { prompt: `a fox [[${scenario}]]` };
  const { id } = await client.predictions.create({ model: flux, input });
  const prediction = await client.predictions.get(id);
  expect(prediction).toMatchObject({ status, output: null });
  expect(prediction.error).toEqual(words === null ? null : expect.stringContaining(words));
  expect(emulator.bill().billedCalls).toBe(0);
});

test.each([
  ["api_key_invalid", 401, "Unauthenticated"],
  ["credits_depleted", 402, "Insufficient credit"],
  ["model_not_found", 404, "could not be found"],
  ["invalid_argument_field", 422, "prompt is required"],
  ["internal_500", 500, "Internal server error"],
])("%s is an error that the client hands on", async (scenario, status, words) => {
  const asked = client.run(flux, { input: { prompt: `a fox [[${scenario}]]` } });
  const error: unknown = await asked.catch((cause: unknown) => cause);
  expect(error).toMatchObject({ response: { status }, message: expect.stringContaining(words) });
  expect(emulator.bill().billedCalls).toBe(0);
});

test("a prompt that is missing is named", async () => {
  await expect(client.run(flux, { input: {} })).rejects.toThrow('"field":"input"');
});

test("a key is checked at the account, for free", async () => {
  expect(await client.accounts.current()).toMatchObject({ type: "organization" });
  emulator.configure({ acceptedKeys: ["another"] });
  await expect(client.accounts.current()).rejects.toMatchObject({ response: { status: 401 } });
  expect(emulator.bill()).toMatchObject({ calls: 0, jobPolls: 0 });
});

test("a prediction can be cancelled while it waits", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
  const { id } = await client.predictions.create({ model: flux, input: { prompt: "a red fox" } });
  expect(await client.predictions.cancel(id)).toMatchObject({ status: "canceled" });
  expect(emulator.bill()).toMatchObject({ billedCalls: 0, unfinished: 0 });
});

test("nobody sees another's prediction", async () => {
  const { id } = await client.predictions.create({ model: flux, input: { prompt: "a red fox" } });
  const stranger = new Replicate({
    auth: "r8_other-5678",
    baseUrl: `${emulator.url}/replicate/v1`,
  });
  await expect(stranger.predictions.get(id)).rejects.toMatchObject({ response: { status: 404 } });
});
