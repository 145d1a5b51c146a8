import { ApiError, ValidationError, createFalClient } from "@fal-ai/client";
import type { FalClient } from "@fal-ai/client";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

/** fal's own client, which knows nothing of us: what it can read is what fal would send. */
let emulator: Emulator;
let client: FalClient;
const hosts = /^https:\/\/(?:queue\.fal\.run|rest\.fal\.ai)/u;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  client = createFalClient({
    credentials: "key-id:fal-secret-1234",
    requestMiddleware: (request) =>
      Promise.resolve({ ...request, url: request.url.replace(hosts, `${emulator.url}/fal`) }),
    retry: { maxRetries: 0 },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const endpoint = "fal-ai/flux/dev";
const picture = (): Blob => {
  const wish = { width: 1500, height: 1000, hue: 0, note: "a reference", bytes: null };
  return new Blob([new Uint8Array(pngPicture(wish).whole())], { type: "image/png" });
};

test("the client submits, asks until it is done, and fetches the picture", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60 } });
  const { data, requestId } = await client.subscribe(endpoint, {
    input: { prompt: "a red fox", image_size: "landscape_4_3" },
    pollInterval: 20,
  });
  expect(data).toMatchObject({ prompt: "a red fox", has_nsfw_concepts: [false] });
  const [image] = data.images;
  const fetched = await fetch(image?.url ?? "no address");
  expect(fetched.headers.get("content-type")).toBe(image?.content_type);
  expect(emulator.calls()).toMatchObject([
    { prompt: "a red fox", imageSize: "landscape_4_3", responseId: requestId, costMicros: 25_000 },
  ]);
});

test("a job is queued, then in progress, and has no result before it is over", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
  const input = { prompt: "a red fox" };
  const { request_id: requestId } = await client.queue.submit(endpoint, { input });
  expect((await client.queue.status(endpoint, { requestId })).status).toBe("IN_QUEUE");
  emulator.configure({ clockAheadMs: 30_000 });
  expect((await client.queue.status(endpoint, { requestId })).status).toBe("IN_PROGRESS");
  await expect(client.queue.result(endpoint, { requestId })).rejects.toMatchObject({
    status: 400,
    body: { detail: "Request is still in progress" },
  });
});

test("a reference that the client uploads is on the record, and counts by its megapixels", async () => {
  await client.subscribe("fal-ai/flux-2-pro/edit", {
    input: {
      prompt: "the fox of @image1",
      image_urls: [picture() as unknown as string],
      image_size: "square_hd",
    },
  });
  const [call] = emulator.calls();
  expect(call?.references).toMatchObject([{ mimeType: "image/png" }]);
  expect(call?.costMicros).toBe(30_000 + 2 * 15_000);
});

test("what was uploaded can be fetched, and an upload needs a good key", async () => {
  const address = await client.storage.upload(picture());
  const bytes = Buffer.from(await (await fetch(address)).arrayBuffer());
  expect(bytes.equals(Buffer.from(await picture().arrayBuffer()))).toBe(true);
  emulator.configure({ acceptedKeys: ["another"] });
  await expect(client.storage.upload(picture())).rejects.toMatchObject({ status: 401 });
  expect(emulator.bill()).toMatchObject({ calls: 0, pictureDownloads: 0 });
});

test("what is wrong shows once the job is over, as the model says it", async () => {
  const { request_id: requestId } = await client.queue.submit("fal-ai/flux-2-pro/edit", {
    input: { prompt: "a fox", image_urls: [] },
  });
  const asked = { requestId };
  expect(await client.queue.status("fal-ai/flux-2-pro/edit", asked)).toMatchObject({
    status: "COMPLETED",
    error: "Invalid status code: 422",
  });
  const error: unknown = await client.queue
    .result("fal-ai/flux-2-pro/edit", asked)
    .catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({ fieldErrors: [{ loc: ["body", "image_urls"], type: "missing" }] });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, unfinished: 0 });
});

test("a path that an app has not is found out when its turn comes", async () => {
  const asked = client.subscribe("fal-ai/flux/nonsense", { input: { prompt: "a fox" } });
  await expect(asked).rejects.toMatchObject({
    status: 404,
    body: { detail: "Path /nonsense not found" },
  });
  expect(emulator.calls()).toMatchObject([{ decidedBy: "model", status: 200, billed: false }]);
});

test.each([
  ["job_moderated", 422, { detail: [{ type: "content_policy_violation" }] }],
  ["job_failed", 500, { error_type: "runner_server_error" }],
  ["job_cancelled", 499, { error_type: "client_cancelled" }],
  ["no_image", 422, { detail: [{ type: "no_media_generated" }] }],
])("%s is an error of the result that the client knows", async (scenario, status, body) => {
  const asked = client.subscribe(endpoint, { input: { prompt: `a fox [[${scenario}]]` } });
  const error: unknown = await asked.catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ status, body });
  expect(emulator.bill().billedCalls).toBe(0);
});

test("image_safety comes as a picture that says so, and is billed", async () => {
  const { data } = await client.subscribe(endpoint, {
    input: { prompt: "a fox [[image_safety]]" },
  });
  expect(data.has_nsfw_concepts).toEqual([true]);
  expect(emulator.bill()).toMatchObject({ billedCalls: 1, costMicros: 25_000 });
});

test.each([
  ["api_key_invalid", 401, "No user found for Key ID and Secret"],
  ["credits_depleted", 403, "Exhausted balance"],
  ["model_not_found", 404, 'Application "fal-ai/flux/dev" not found'],
  ["internal_500", 500, "Internal server error"],
])("%s is an error of the submission", async (scenario, status, words) => {
  const input = { prompt: `a fox [[${scenario}]]` };
  const error: unknown = await client.queue
    .submit(endpoint, { input })
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ status, body: { detail: expect.stringContaining(words) } });
  expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0 });
});

test("too fast: the client submits once more, and one job is billed", async () => {
  await client.queue.submit(endpoint, { input: { prompt: "a fox [[rate_minute,ok]]" } });
  expect(emulator.bill()).toMatchObject({ byStatus: { "429": 1, "200": 1 }, billedCalls: 1 });
});

test("a job can be cancelled while it waits, and not once it is over", async () => {
  emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
  const input = { prompt: "a red fox" };
  const { request_id: requestId } = await client.queue.submit(endpoint, { input });
  await client.queue.cancel(endpoint, { requestId });
  expect(emulator.bill()).toMatchObject({ billedCalls: 0, unfinished: 0 });
  expect(await client.queue.status(endpoint, { requestId })).toMatchObject({
    status: "COMPLETED",
    error_type: "client_cancelled",
  });
  await expect(client.queue.cancel(endpoint, { requestId })).rejects.toMatchObject({ status: 400 });
});

test("several pictures are several on the bill", async () => {
  const input = { prompt: "a red fox", num_images: 3, image_size: { width: 2048, height: 1024 } };
  const { data } = await client.subscribe(endpoint, { input });
  expect(new Set(data.images.map(({ url }) => url)).size).toBe(3);
  expect(emulator.bill()).toMatchObject({ billedCalls: 1, costMicros: 3 * 2 * 25_000 });
});
