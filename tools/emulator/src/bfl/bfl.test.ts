import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { rawVendors } from "../../test/raw-job.ts";
import type { Answer } from "../../test/raw-job.ts";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

interface Taken {
  id: string;
  polling_url: string;
  cost: number;
  input_mp: number;
  output_mp: number;
}
const submit = async (input: object, model = "flux-2-pro"): Promise<Taken> =>
  (await (await rawVendors.bfl.submit(emulator.url, input, { model })).json()) as Taken;
const png = (width: number, height: number): string =>
  pngPicture({ width, height, hue: 0, note: "a reference", bytes: null })
    .whole()
    .toString("base64");

test("a submission tells where to ask and what it costs, in credits of a cent", async () => {
  const taken = await submit({ prompt: "a red fox", width: 1920, height: 1088 });
  expect(taken).toEqual({
    id: taken.id,
    polling_url: `${emulator.url}/bfl/v1/get_result?id=${taken.id}`,
    cost: 4.5,
    input_mp: 0,
    output_mp: 1.99,
  });
  const answer = await (await fetch(taken.polling_url)).json();
  expect(answer).toMatchObject({
    id: taken.id,
    status: "Ready",
    result: { sample: expect.any(String), prompt: "a red fox" },
  });
  expect(emulator.bill().costMicros).toBe(45_000);
});

test("references are raw base64 in numbered fields, each a megapixel at least", async () => {
  const taken = await submit({
    prompt: "a red fox",
    input_image: png(8, 8),
    input_image_2: `data:image/png;base64,${png(1500, 1000)}`,
  });
  expect(taken.cost).toBe((30 + 15 + 2 * 15) / 10);
  expect(emulator.calls()[0]?.references).toHaveLength(2);
});

test("the third generation takes a list and prices by resolution", async () => {
  const wish = { prompt: "a red fox", images: [png(8, 8)], resolution: "2k", aspect_ratio: "1:1" };
  const { cost } = await submit(wish, "flux-3-image");
  expect(cost).toBe(10);
  expect(emulator.calls()).toMatchObject([
    { imageSize: "2k", aspectRatio: "1:1", references: [{}], costMicros: 100_000 },
  ]);
});

test.each([
  ["flux-2-pro", ["Pending", "Pending", "Pending"]],
  ["flux-3-image", ["Pending", "Reasoning", "Generating"]],
])("%s says of a job that waits: %j", async (model, words) => {
  emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
  const { id } = await submit({ prompt: "a red fox" }, model);
  const said: (string | undefined)[] = [];
  for (const clockAheadMs of [0, 20_000, 40_000]) {
    emulator.configure({ clockAheadMs });
    const response = await rawVendors.bfl.ask(emulator.url, id);
    said.push(((await response.json()) as Answer).status);
  }
  expect(said).toEqual(words);
});

test.each([
  ["job_moderated", "Request Moderated", { "Moderation Reasons": ["Safety Filter"] }],
  ["image_safety", "Content Moderated", { "Moderation Reasons": ["Safety Filter"] }],
  ["job_failed", "Error", { error: expect.any(String) }],
  ["job_cancelled", "Failed", null],
  ["job_lost", "Task not found", null],
  ["no_image", "Ready", null],
])("%s ends as %s", async (scenario, status, details) => {
  const { id } = await submit({ prompt: `a fox [[${scenario}]]` });
  const response = await rawVendors.bfl.ask(emulator.url, id);
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({ id, status, result: null, details });
});

test("of two pictures the last is delivered and billed", async () => {
  const { id } = await submit({ prompt: "a fox [[two_images]]" });
  expect((await rawVendors.bfl.ask(emulator.url, id)).status).toBe(200);
  expect(emulator.calls()).toMatchObject([
    { imageSha256: [expect.any(String)], costMicros: 30_000 },
  ]);
});

test.each([
  [{}, "prompt", "missing"],
  [{ prompt: 3 }, "prompt", "value_error"],
  [
    { prompt: "a fox", input_image: "https://elsewhere.example/fox.png" },
    "input_image",
    "value_error",
  ],
  [{ prompt: "a fox", input_image: "Zm94" }, "input_image", "value_error"],
])("what is wrong is refused by its field: %j", async (input, field, type) => {
  const response = await rawVendors.bfl.submit(emulator.url, input);
  expect(response.status).toBe(422);
  expect(await response.json()).toMatchObject({ detail: [{ loc: ["body", field], type }] });
  expect(emulator.calls()).toMatchObject([{ decidedBy: "request", billed: false }]);
});

test("credits are told to a good key, and go down by what was drawn", async () => {
  const credits = (key: string) =>
    fetch(`${emulator.url}/bfl/v1/credits`, { headers: { "x-key": key } });
  emulator.configure({ prepaidMicros: 1_000_000, revokedKeys: ["*5678"] });
  await submit({ prompt: "a red fox" });
  expect(await (await credits(rawVendors.bfl.key)).json()).toEqual({ credits: 97 });
  expect((await credits("bfl-other-5678")).status).toBe(403);
  expect(emulator.bill().calls).toBe(1);
});
