import { createHash } from "node:crypto";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { rawVendors } from "../../test/raw-job.ts";
import type { Answer } from "../../test/raw-job.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const names = ["fal", "replicate", "bfl"] as const;
type Name = (typeof names)[number];

const read = async (response: Response): Promise<Answer> => (await response.json()) as Answer;
const submitted = async (name: Name, prompt: string, more: object = {}): Promise<string> => {
  const response = await rawVendors[name].submit(emulator.url, { prompt, ...more });
  expect(response.ok).toBe(true);
  return rawVendors[name].idOf(await read(response));
};
const asked = async (name: Name, id: string) => {
  const response = await rawVendors[name].ask(emulator.url, id);
  const answer = await read(response.clone());
  return { status: response.status, answer, address: rawVendors[name].addressOf(answer) };
};
const fetched = async (name: Name, id: string): Promise<Response> =>
  fetch((await asked(name, id)).address ?? "no address");

describe.each(names)("%s", (name) => {
  test("takes a request, gives it an id, and later its picture to whoever has the address", async () => {
    const id = await submitted(name, "a red fox");
    const picture = await fetched(name, id);
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    const bytes = Buffer.from(await picture.arrayBuffer());
    expect(await sharp(bytes).metadata()).toMatchObject({ width: 64, height: 64 });
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(emulator.calls()).toMatchObject([
      { prompt: "a red fox", responseId: id, imageSha256: [sha256], billed: true, done: true },
    ]);
  });

  test("draws and bills a job once, whoever asks and however often", async () => {
    const id = await submitted(name, "a red fox");
    const [first] = emulator.calls();
    expect(first?.costMicros).toBeGreaterThan(0);
    const pictures = new Set<string>();
    for (let time = 0; time < 3; time += 1) pictures.add(await (await fetched(name, id)).text());
    expect(pictures.size).toBe(1);
    expect(emulator.bill()).toMatchObject({
      calls: 1,
      billedCalls: 1,
      costMicros: first?.costMicros,
      jobPolls: 3,
      pictureDownloads: 3,
    });
  });

  test("bills a job that nobody ever asks after", async () => {
    await submitted(name, "a red fox");
    expect(emulator.bill()).toMatchObject({ billedCalls: 1, unfinished: 0, jobPolls: 0 });
  });

  test("answers the submission at once, while the job is still to be drawn", async () => {
    emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
    const id = await submitted(name, "a red fox");
    expect(emulator.bill()).toMatchObject({ unfinished: 1, billedCalls: 0 });
    const early = await asked(name, id);
    expect(rawVendors[name].isWaiting(early.status, early.answer)).toBe(true);
  });

  test("draws after the latency, from the submission on", async () => {
    emulator.configure({ latency: { kind: "fixed", ms: 200 } });
    const startedMs = performance.now();
    const id = await submitted(name, "a red fox");
    await expect.poll(async () => (await asked(name, id)).address).not.toBeNull();
    expect(performance.now() - startedMs).toBeGreaterThan(195);
    expect(emulator.bill()).toMatchObject({ unfinished: 0, billedCalls: 1 });
  });

  test("forgets its jobs with a reset, also those still to be drawn", async () => {
    const latency = { kind: "fixed", ms: 40 } as const;
    const done = await submitted(name, "a red fox");
    emulator.configure({ latency });
    const waiting = await submitted(name, "a blue fox");
    emulator.reset();
    expect(JSON.stringify((await asked(name, done)).answer)).toMatch(/not.found/iu);
    emulator.configure({ latency });
    const later = await submitted(name, "a green fox");
    await expect.poll(async () => (await asked(name, later)).address).not.toBeNull();
    expect((await asked(name, waiting)).address).toBeNull();
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 1 });
  });

  test.each(["job_failed", "job_moderated", "job_cancelled", "no_image", "other"])(
    "%s ends without a picture and costs nothing, unless the step says so",
    async (scenario) => {
      const id = await submitted(name, `a fox [[${scenario}]]`);
      expect((await asked(name, id)).address).toBeNull();
      expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, costMicros: 0 });
      await submitted(name, `a fox [[${scenario}:billed]]`);
      expect(emulator.bill()).toMatchObject({ calls: 2, billedCalls: 1 });
      expect(emulator.bill().costMicros).toBeGreaterThan(0);
    },
  );

  test("job_lost: nobody knows the id, and the picture is on the bill", async () => {
    const id = await submitted(name, "a fox [[job_lost]]");
    const lost = await asked(name, id);
    const unknown = await asked(name, "00000000-0000-4000-8000-000000000000");
    expect(lost.status).toBe(unknown.status);
    expect(lost.address).toBeNull();
    expect(emulator.bill()).toMatchObject({ billedCalls: 1, jobPolls: 2 });
    await submitted(name, "a fox [[job_lost:unbilled]]");
    expect(emulator.bill()).toMatchObject({ calls: 2, billedCalls: 1 });
  });

  test("poll_500: so many questions fail, then the picture is there", async () => {
    const id = await submitted(name, "a fox [[poll_500:2]]");
    expect((await asked(name, id)).status).toBe(500);
    expect((await asked(name, id)).status).toBe(500);
    expect((await asked(name, id)).address).not.toBeNull();
    expect(emulator.bill()).toMatchObject({ billedCalls: 1, jobPolls: 3 });
  });

  test("picture_404: the job is done and billed, and its picture is nowhere", async () => {
    const id = await submitted(name, "a fox [[picture_404]]");
    expect((await fetched(name, id)).status).toBe(404);
    expect(emulator.bill()).toMatchObject({ billedCalls: 1, pictureDownloads: 1 });
  });

  test.each([
    ["wrong_size:50x40", { width: 50, height: 40, format: "png" }],
    ["wrong_mime", { width: 64, height: 64, format: "jpeg" }],
  ])("%s shows in the bytes that are delivered", async (scenario, seen) => {
    const id = await submitted(name, `a fox [[${scenario}]]`);
    const picture = await fetched(name, id);
    expect(picture.headers.get("content-type")).toBe("image/png");
    expect(await sharp(Buffer.from(await picture.arrayBuffer())).metadata()).toMatchObject(seen);
  });

  test.each(["not_a_picture", "bad_base64"])("%s is no whole picture", async (scenario) => {
    const id = await submitted(name, `a fox [[${scenario}]]`);
    const bytes = Buffer.from(await (await fetched(name, id)).arrayBuffer());
    await expect(sharp(bytes).raw().toBuffer()).rejects.toThrow();
    expect(emulator.bill().billedCalls).toBe(1);
  });

  test("big_body is as heavy as it says", async () => {
    const id = await submitted(name, "a fox [[big_body:2]]");
    expect((await (await fetched(name, id)).arrayBuffer()).byteLength).toBeGreaterThan(1_990_000);
  });

  test("a download breaks off in the middle where that is wished", async () => {
    emulator.configure({ cutDownloads: 1 });
    const id = await submitted(name, "a red fox");
    await expect(fetched(name, id).then((response) => response.arrayBuffer())).rejects.toThrow();
    expect((await (await fetched(name, id)).arrayBuffer()).byteLength).toBeGreaterThan(100);
  });

  test.each([
    "reset_after_accept",
    "reset_mid_body",
    "truncated_body",
    "truncated_json",
    "gateway_timeout_504",
    "request_timeout_408",
  ])("%s: the id never arrives whole, and the job is drawn and billed", async (scenario) => {
    const given = await rawVendors[name]
      .submit(emulator.url, { prompt: `a fox [[${scenario}]]` })
      .then(read)
      .catch(() => null);
    expect(given).toBeNull();
    await expect
      .poll(() => emulator.calls())
      .toMatchObject([{ scenario, billed: true, done: true }]);
    await rawVendors[name]
      .submit(emulator.url, { prompt: `a fox [[${scenario}:unbilled]]` })
      .then((response) => response.text())
      .catch(() => "");
    await expect
      .poll(() => emulator.bill())
      .toMatchObject({ calls: 2, billedCalls: 1, unfinished: 0 });
  });

  test("hang_before_headers: the answer comes once it is released, and the job was drawn before", async () => {
    const answered = rawVendors[name].submit(emulator.url, {
      prompt: "a fox [[hang_before_headers]]",
    });
    await expect.poll(() => emulator.bill().billedCalls).toBe(1);
    await expect.poll(() => emulator.release()).toBe(1);
    const id = rawVendors[name].idOf(await read(await answered));
    expect((await asked(name, id)).address).not.toBeNull();
  });

  test.each([
    ["internal_500", 500],
    ["bad_gateway_502", 502],
    ["unavailable_503", 503],
    ["error_without_body", 500],
    ["error_in_array_400", 400],
    ["invalid_argument_field", 422],
    ["model_not_found", 404],
    ["rate_minute:2.5", 429],
    ["overloaded_429", 429],
  ])("%s refuses the submission with %i, and nothing is drawn", async (scenario, status) => {
    const response = await rawVendors[name].submit(emulator.url, {
      prompt: `a fox [[${scenario}]]`,
    });
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe(scenario === "rate_minute:2.5" ? "3" : null);
    expect(emulator.bill()).toMatchObject({ calls: 1, billedCalls: 0, unfinished: 0 });
  });

  test("a refusal takes its own latency, and a job its own", async () => {
    emulator.configure({
      latency: { kind: "fixed", ms: 60_000 },
      refusalLatency: { kind: "fixed", ms: 80 },
    });
    const startedMs = performance.now();
    await rawVendors[name].submit(emulator.url, { prompt: "a fox [[invalid_argument]]" });
    expect(performance.now() - startedMs).toBeGreaterThan(75);
    expect(emulator.bill().unfinished).toBe(0);
  });

  test("a bad key, and none, are refused before anything else", async () => {
    emulator.configure({ acceptedKeys: ["another"] });
    const { submit } = rawVendors[name];
    const status = name === "bfl" ? 403 : 401;
    expect((await submit(emulator.url, {})).status).toBe(status);
    expect((await submit(emulator.url, { prompt: "a fox" }, { key: null })).status).toBe(status);
    expect(emulator.calls().map(({ decidedBy }) => decidedBy)).toEqual(["key", "key"]);
    expect(emulator.bill().billedCalls).toBe(0);
  });

  test("an unknown model is refused", async () => {
    const more = { model: name === "bfl" ? "flux-9" : "nobody/flux-9" };
    const response = await rawVendors[name].submit(emulator.url, { prompt: "a fox" }, more);
    expect(response.status).toBe(404);
    expect(emulator.calls()).toMatchObject([{ decidedBy: "model", billed: false }]);
  });

  test("a model that is served no more is refused like an unknown one", async () => {
    emulator.configure({ liveModels: ["another"] });
    expect((await rawVendors[name].submit(emulator.url, { prompt: "a fox" })).status).toBe(404);
    emulator.configure({ liveModels: [rawVendors[name].model] });
    expect((await rawVendors[name].submit(emulator.url, { prompt: "a fox" })).ok).toBe(true);
  });

  test("a job counts as at work until it is drawn", async () => {
    const { submit } = rawVendors[name];
    emulator.configure({ callsAtOnce: 1 });
    await submitted(name, "a red fox");
    emulator.configure({ latency: { kind: "fixed", ms: 60_000 } });
    await submitted(name, "a green fox");
    expect((await submit(emulator.url, { prompt: "a blue fox" })).status).toBe(429);
  });

  test("money that is used up refuses the next job, not the questions after the last", async () => {
    emulator.configure({ prepaidMicros: 1 });
    const id = await submitted(name, "a red fox");
    const response = await rawVendors[name].submit(emulator.url, { prompt: "a blue fox" });
    expect(response.status).toBe(name === "fal" ? 403 : 402);
    expect((await asked(name, id)).address).not.toBeNull();
  });
});
