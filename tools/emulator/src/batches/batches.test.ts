import { GoogleGenAI, JobState } from "@google/genai";
import type { BatchJob } from "@google/genai";
import sharp from "sharp";
import { afterAll, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import { uploadWhole } from "../../test/raw-upload.ts";
import type { EmulatorOptions } from "../emulator-options.ts";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
let google: GoogleGenAI;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  google = new GoogleGenAI({
    apiKey: "AIza-test-key-1234",
    httpOptions: { baseUrl: emulator.url, apiVersion: "v1beta", retryOptions: { attempts: 1 } },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const model = "gemini-nano-banana-2.1";
const requestOf = (text: string, config: object = {}) => ({
  contents: [{ role: "user", parts: [{ text }] }],
  generation_config: { response_modalities: ["TEXT", "IMAGE"], ...config },
});
const linesOf = (prompts: string[]) =>
  prompts.map((text, index) => JSON.stringify({ key: `k${index}`, request: requestOf(text) }));

interface Operation {
  name: string;
  done?: boolean;
  metadata: {
    state: string;
    displayName: string;
    batchStats: Record<string, string>;
    output?: { responsesFile: string };
    inputConfig?: object;
  };
  response?: { responsesFile: string };
  error?: { code: number; message: string };
  operations?: Operation[];
}

async function call(
  method: string,
  path: string,
  body?: object,
  key = "AIza-test-key-1234",
): Promise<{ status: number; text: string; json: Operation }> {
  const response = await fetch(`${emulator.url}/v1beta/${path}`, {
    method,
    headers: { "x-goog-api-key": key },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as Operation };
}

/** Makes a job of these prompts, by file, and hands back what the provider says. */
async function create(prompts: string[], displayName = "d", key?: string) {
  const fileName = await uploadWhole(emulator.url, linesOf(prompts).join("\n"), {
    ...(key && { key }),
  });
  const batch = { displayName, inputConfig: { fileName } };
  return await call("POST", `models/${model}:batchGenerateContent`, { batch }, key);
}

async function whenState(name: string, state: string): Promise<Operation> {
  return await vi.waitFor(
    async () => {
      const { json } = await call("GET", name);
      expect(json.metadata.state).toBe(state);
      return json;
    },
    { timeout: 20_000, interval: 10 },
  );
}

interface ResultLine {
  key?: string;
  response?: { candidates?: { content: { parts: { inlineData?: { data: string } }[] } }[] };
  error?: { code: number; message: string };
  operations?: Operation[];
}

async function resultLines(operation: Operation): Promise<string[]> {
  const file = operation.metadata.output?.responsesFile ?? operation.response?.responsesFile ?? "";
  const response = await fetch(`${emulator.url}/download/v1beta/${file}:download?alt=media`, {
    headers: { "x-goog-api-key": "AIza-test-key-1234" },
  });
  expect(response.status).toBe(200);
  return (await response.text()).split("\n").filter((line) => line !== "");
}

const parsed = (lines: string[]) => lines.map((line) => JSON.parse(line) as ResultLine);

test("Google's own SDK makes a job of a file, waits for it and finds its file of results", async () => {
  emulator.configure({ batchPendingMs: 40, batchDurationMs: 40 });
  const file = await google.files.upload({
    file: new Blob([linesOf(["a red fox", "a blue fox"]).join("\n")]),
    config: { mimeType: "application/jsonl" },
  });
  const made = await google.batches.create({
    model,
    src: { fileName: file.name ?? "" },
    config: { displayName: "my job" },
  });
  expect(made).toMatchObject({
    displayName: "my job",
    state: JobState.JOB_STATE_PENDING,
    model: `models/${model}`,
  });
  const done = await vi.waitFor(
    async (): Promise<BatchJob> => {
      const job = await google.batches.get({ name: made.name ?? "" });
      expect(job.state).toBe(JobState.JOB_STATE_SUCCEEDED);
      return job;
    },
    { timeout: 20_000, interval: 10 },
  );
  expect(done.dest?.fileName).toMatch(/^files\/batch-/u);
  expect(Date.parse(done.endTime ?? "") - Date.parse(done.createTime ?? "")).toBeGreaterThan(75);
  await google.batches.delete({ name: made.name ?? "" });
  await expect(google.batches.get({ name: made.name ?? "" })).rejects.toMatchObject({
    status: 404,
  });
});

test("Google's own SDK makes a job of inline requests and reads their answers in order", async () => {
  const made = await google.batches.create({
    model,
    src: ["one", "two [[safety]]", "three [[internal_500]]"].map((text) => ({
      contents: [{ role: "user", parts: [{ text }] }],
      metadata: { key: text.slice(0, 3) },
      config: { responseModalities: ["IMAGE"] },
    })),
    config: { displayName: "inline" },
  });
  const done = await vi.waitFor(
    async (): Promise<BatchJob> => {
      const job = await google.batches.get({ name: made.name ?? "" });
      expect(job.dest).toBeDefined();
      return job;
    },
    { timeout: 20_000, interval: 10 },
  );
  const answers = done.dest?.inlinedResponses ?? [];
  expect(answers.map((answer) => answer.metadata)).toEqual(
    ["one", "two", "thr"].map((key) => ({ key })),
  );
  const data = answers[0]?.response?.candidates?.[0]?.content?.parts?.[0]?.inlineData?.data ?? "";
  expect((await sharp(Buffer.from(data, "base64")).metadata()).width).toBe(64);
  expect(answers[1]?.response?.candidates?.[0]?.finishReason).toBe("SAFETY");
  expect(answers[2]?.error).toMatchObject({ code: 13 });
});

test("Google's own SDK cancels a job, and lists all of them page by page", async () => {
  emulator.configure({ batchScript: ["stuck", "stuck_pending"] });
  const names: string[] = [];
  for (const name of ["first", "second", "third"]) {
    const made = await create(["a fox"], name);
    names.unshift(made.json.name);
  }
  await google.batches.cancel({ name: names[2] ?? "" });
  const cancelled = await whenState(names[2] ?? "", "BATCH_STATE_CANCELLED");
  expect(cancelled).toMatchObject({ done: true, error: { code: 1 } });
  const listed: (string | undefined)[] = [];
  for await (const job of await google.batches.list({ config: { pageSize: 2 } }))
    listed.push(job.name);
  expect(listed).toEqual(names);
  const strangers = await call("GET", "batches", undefined, "AIza-stranger");
  expect(strangers.json).toEqual({});
  expect((await call("GET", names[0] ?? "", undefined, "AIza-stranger")).status).toBe(404);
});

test("a job tells its state, counts as words and no count of nothing, until its file is there", async () => {
  emulator.configure({ batchDurationMs: 80_000, batchPendingMs: 60_000 });
  const made = await create(["a", "b [[internal_500]]", "c", "d"], "my label");
  expect(made.json).toEqual({
    name: expect.stringMatching(/^batches\/[a-z0-9]{36}$/u),
    metadata: {
      "@type": "type.googleapis.com/google.ai.generativelanguage.v1main.GenerateContentBatch",
      model: `models/${model}`,
      displayName: "my label",
      inputConfig: { fileName: expect.stringMatching(/^files\//u) },
      createTime: expect.stringMatching(/^2\d{3}-.*\.\d{9}Z$/u),
      updateTime: expect.any(String),
      batchStats: { requestCount: "4", pendingRequestCount: "4" },
      state: "BATCH_STATE_PENDING",
      name: made.json.name,
    },
  });
  // Time passes only as far as is told: a busy machine must not sleep through what is between the two ends.
  emulator.configure({ clockAheadMs: 60_000 });
  await whenState(made.json.name, "BATCH_STATE_RUNNING");
  emulator.configure({ clockAheadMs: 90_000 });
  const running = await vi.waitFor(
    async () => {
      const { json } = await call("GET", made.json.name);
      expect(json.metadata.state).toBe("BATCH_STATE_RUNNING");
      expect(json.metadata.batchStats["pendingRequestCount"]).not.toBe("4");
      return json;
    },
    { timeout: 20_000, interval: 5 },
  );
  expect(running.done).toBeUndefined();
  emulator.configure({ clockAheadMs: 200_000 });
  const done = await whenState(made.json.name, "BATCH_STATE_SUCCEEDED");
  expect(done.metadata.batchStats).toEqual({
    requestCount: "4",
    successfulRequestCount: "3",
    failedRequestCount: "1",
  });
  expect(done.done).toBe(true);
  expect(done.metadata.output).toEqual({ responsesFile: expect.stringMatching(/^files\/batch-/u) });
  expect(done.response).toMatchObject({ ...done.metadata.output });
});

test("every line is answered by its key, in any order, as a live call would be", async () => {
  const prompts = Array.from({ length: 12 }, (_, index) => `fox ${index}`);
  prompts[3] = "a [[rate_minute]]";
  prompts[4] = "a [[prompt_blocked]]";
  prompts[5] = "a [[truncated_json]]";
  prompts[6] = "a [[reset_mid_body]]";
  prompts[7] = "a [[no_such_scenario]]";
  prompts[8] = "a [[bad_gateway_502]]";
  const made = await create(prompts);
  const done = await whenState(made.json.name, "BATCH_STATE_SUCCEEDED");
  const lines = await resultLines(done);
  const whole = lines.filter((line) => line.endsWith("}"));
  expect([lines.length, whole.length]).toEqual([11, 10]);
  const results = parsed(whole);
  const keys = results.map(({ key }) => key);
  expect(keys).not.toEqual(keys.toSorted());
  expect(new Set(keys)).toEqual(
    new Set([0, 1, 2, 3, 4, 7, 8, 9, 10, 11].map((index) => `k${index}`)),
  );
  const byKey = Object.fromEntries(results.map((result) => [result.key, result]));
  expect(byKey["k3"]?.error).toEqual({ code: 8, message: expect.stringContaining("quota") });
  expect(byKey["k4"]?.response).toMatchObject({
    promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
  });
  expect(byKey["k7"]?.error).toMatchObject({ code: 3 });
  expect(byKey["k8"]?.error).toMatchObject({ code: 13 });
  const data = byKey["k0"]?.response?.candidates?.[0]?.content.parts[0]?.inlineData?.data ?? "";
  expect((await sharp(Buffer.from(data, "base64")).metadata()).format).toBe("png");
  emulator.configure({ batchResultOrder: "as_sent" });
  const again = await create(["a", "b", "c", "d"]);
  const sorted = parsed(
    await resultLines(await whenState(again.json.name, "BATCH_STATE_SUCCEEDED")),
  );
  expect(sorted.map(({ key }) => key)).toEqual(["k0", "k1", "k2", "k3"]);
});

test("a line costs half of a live call, each rounded up to the micro-dollar, references by file included", async () => {
  const picture = pngPicture({ width: 8, height: 8, hue: 0, note: "a", bytes: null }).whole();
  const reference = await uploadWhole(emulator.url, new Uint8Array(picture), {
    mimeType: "image/png",
  });
  const request = (imageSize: string, references: number) => ({
    contents: [
      {
        parts: [
          { text: "fox" },
          ...Array.from({ length: references }, () => ({
            file_data: { file_uri: `https://anything/v1beta/${reference}`, mime_type: "image/png" },
          })),
        ],
      },
    ],
    generationConfig: { imageConfig: { imageSize } },
  });
  const lines = [
    { key: "a", request: request("1K", 0) },
    { key: "b", request: request("4K", 2) },
    { key: "c", request: request("9K", 0) },
  ];
  const fileName = await uploadWhole(
    emulator.url,
    lines.map((line) => JSON.stringify(line)).join("\n"),
  );
  // Both spellings of every name are understood.
  const made = await call("POST", `models/${model}:batchGenerateContent`, {
    batch: { display_name: "d", input_config: { file_name: fileName } },
  });
  await whenState(made.json.name, "BATCH_STATE_SUCCEEDED");
  const costs = emulator
    .calls()
    .map(({ costMicros, billed, batch }) => ({ costMicros, billed, batch }))
    .toSorted((one, other) => one.costMicros - other.costMicros);
  const batch = made.json.name;
  const small = Math.ceil((1 * 1.5 + 900 * 7.5 + 1120 * 30) / 2);
  const large = Math.ceil(((1 + 2 * 1120) * 1.5 + 900 * 7.5 + 3780 * 30) / 2);
  expect(costs).toEqual([
    { costMicros: 0, billed: false, batch },
    { costMicros: small, billed: true, batch },
    { costMicros: large, billed: true, batch },
  ]);
  expect(emulator.bill()).toMatchObject({
    calls: 3,
    batchLines: 3,
    billedCalls: 2,
    costMicros: small + large,
    byModel: { [model]: { calls: 3, billedCalls: 2, costMicros: small + large } },
    byKey: { 1234: { calls: 3, billedCalls: 2, costMicros: small + large } },
    inFlight: 0,
    unfinished: 0,
  });
  expect(emulator.calls().find(({ costMicros }) => costMicros === large)?.references).toMatchObject(
    [{ file: reference }, { file: reference }],
  );
});

test("asking twice makes two jobs, each drawn and billed", async () => {
  const first = await create(["fox"], "the same");
  const second = await create(["fox"], "the same");
  expect(first.json.name).not.toBe(second.json.name);
  await whenState(first.json.name, "BATCH_STATE_SUCCEEDED");
  await whenState(second.json.name, "BATCH_STATE_SUCCEEDED");
  expect(emulator.bill().billedCalls).toBe(2);
});

test("a job whose making was answered by a reset is in the list, and one refused is not", async () => {
  emulator.configure({ batchScript: ["create_lost", "create_refused"] });
  await expect(create(["fox"], "lost label")).rejects.toThrow("fetch failed");
  expect((await create(["fox"], "refused label")).status).toBe(503);
  const { json } = await call("GET", "batches");
  expect(json.operations?.map(({ metadata }) => metadata.displayName)).toEqual(["lost label"]);
  await whenState(json.operations?.[0]?.name ?? "", "BATCH_STATE_SUCCEEDED");
});

test.each<[Partial<EmulatorOptions>, string, object]>([
  [{ batchStatePrefix: "JOB_STATE_" }, "JOB_STATE_SUCCEEDED", { done: true }],
  [{ batchScript: ["failed"] }, "BATCH_STATE_FAILED", { done: true, error: { code: 13 } }],
  [{ batchScript: ["expired"] }, "BATCH_STATE_EXPIRED", { done: true, error: { code: 4 } }],
])("a job with %j ends as %s", async (options, state, expected) => {
  emulator.configure(options);
  const made = await create(["fox"]);
  const done = await whenState(made.json.name, state);
  expect(done).toMatchObject(expected);
  if (!state.endsWith("SUCCEEDED")) {
    expect([done.response, done.metadata.output]).toEqual([undefined, undefined]);
    expect(emulator.bill().costMicros).toBe(0);
  }
});

test("a name can ask for a fate, as a prompt can", async () => {
  const made = await create(["fox"], "night run [[failed]]");
  await whenState(made.json.name, "BATCH_STATE_FAILED");
});

test.each(["stuck", "stuck_pending"] as const)(
  "a job that is %s expires after 48 hours with nothing",
  async (scenario) => {
    emulator.configure({ batchScript: [scenario] });
    const { name } = (await create(["fox"])).json;
    const state = scenario === "stuck" ? "BATCH_STATE_RUNNING" : "BATCH_STATE_PENDING";
    await whenState(name, state);
    emulator.configure({ clockAheadMs: 48 * 3_600_000 - 60_000 });
    await whenState(name, state);
    emulator.configure({ clockAheadMs: 48 * 3_600_000 });
    const expired = await whenState(name, "BATCH_STATE_EXPIRED");
    expect([expired.response, expired.metadata.output]).toEqual([undefined, undefined]);
    expect(emulator.bill()).toMatchObject({ calls: 0, costMicros: 0 });
  },
);

test("cancelling stops what is not drawn yet; what was drawn is billed", async () => {
  emulator.configure({ batchDurationMs: 60_000 });
  const { name } = (await create(["a", "b", "c", "d"])).json;
  emulator.configure({ clockAheadMs: 31_000 });
  await expect.poll(() => emulator.bill().billedCalls).toBe(2);
  expect(await call("POST", `${name}:cancel`)).toMatchObject({ status: 200, json: {} });
  emulator.configure({ clockAheadMs: 120_000 });
  await whenState(name, "BATCH_STATE_CANCELLED");
  expect(emulator.bill()).toMatchObject({ billedCalls: 2, batchLines: 2 });
  expect((await call("POST", `${name}:cancel`)).status).toBe(200);
});

test("the output can be told a poll late, and in one place alone", async () => {
  emulator.configure({ batchOutputPollsLate: 1, batchOutputIn: "response" });
  const { name } = (await create(["fox"])).json;
  const first = await whenState(name, "BATCH_STATE_SUCCEEDED");
  expect([first.response, first.metadata.output]).toEqual([undefined, undefined]);
  const second = (await call("GET", name)).json;
  expect(second.metadata.output).toBeUndefined();
  expect(second.response?.responsesFile).toMatch(/^files\/batch-/u);
  emulator.configure({ batchOutputIn: "metadata" });
  const third = (await call("GET", name)).json;
  expect([third.response, third.metadata.output?.responsesFile]).toEqual([
    undefined,
    second.response?.responsesFile,
  ]);
});

test("results can lack lines, and a broken line of input ends the job", async () => {
  emulator.configure({ batchScript: ["lines_missing"] });
  const missing = await create(["a", "b", "c", "d", "e", "f"]);
  const done = await whenState(missing.json.name, "BATCH_STATE_SUCCEEDED");
  expect(await resultLines(done)).toHaveLength(4);
  expect(emulator.bill().billedCalls).toBe(6);
  const fileName = await uploadWhole(emulator.url, `${linesOf(["a"])[0]}\n\n{"key":\n`);
  const broken = await call("POST", `models/${model}:batchGenerateContent`, {
    batch: { inputConfig: { fileName } },
  });
  const failed = await whenState(broken.json.name, "BATCH_STATE_FAILED");
  expect(failed.error).toEqual({ code: 3, message: "Failed to parse line 2 of the input." });
});

test("the input may be deleted once the job is made", async () => {
  emulator.configure({ batchPendingMs: 60_000 });
  const fileName = await uploadWhole(emulator.url, linesOf(["fox"]).join("\n"));
  const made = await call("POST", `models/${model}:batchGenerateContent`, {
    batch: { displayName: "d", inputConfig: { fileName } },
  });
  await call("DELETE", fileName);
  emulator.configure({ clockAheadMs: 60_001 });
  const done = await whenState(made.json.name, "BATCH_STATE_SUCCEEDED");
  expect(await resultLines(done)).toHaveLength(1);
  emulator.configure({ clockAheadMs: 49 * 3_600_000 });
  const file = done.metadata.output?.responsesFile ?? "";
  expect((await call("GET", file)).status).toBe(403);
});

const wish = (source: object) => ({ batch: { displayName: "d", inputConfig: source } });

test.each<[string, object, Partial<EmulatorOptions>, number, string]>([
  ["an unknown file", wish({ fileName: "files/nothing" }), {}, 403, "do not have permission"],
  ["no source", wish({}), {}, 400, "required oneof field 'source'"],
  ["no batch", {}, {}, 400, "input_config is not specified"],
  ["no lines", wish({ requests: { requests: [] } }), {}, 400, "contains no requests"],
  [
    "more than 20 MB inline",
    wish({ requests: { requests: [{ request: requestOf("x".repeat(20 * 1024 * 1024)) }] } }),
    {},
    400,
    "exceeds the limit: 20971520 bytes",
  ],
  [
    "no credit",
    wish({ requests: { requests: [{ request: requestOf("fox") }] } }),
    { prepaidMicros: 0 },
    402,
    "prepayment credits are depleted",
  ],
])("a job with %s is refused", async (_, body, options, status, words) => {
  emulator.configure(options);
  const refused = await call("POST", `models/${model}:batchGenerateContent`, body);
  expect(refused.status).toBe(status);
  expect(refused.text).toContain(words);
  expect((await call("GET", "batches")).json).toEqual({});
});

test("a model that is gone makes no job", async () => {
  const body = wish({ requests: { requests: [{ request: requestOf("fox") }] } });
  const refused = await call("POST", "models/gemini-2.5-flash-image:batchGenerateContent", body);
  expect([refused.status, refused.text]).toEqual([404, expect.stringContaining("is not found")]);
});

test("a project has so many jobs at once and so many tokens waiting; finished jobs make room, other projects have their own", async () => {
  emulator.configure({ batchJobsAtOnce: 2, batchPendingMs: 60_000, enqueuedTokens: 11 });
  const first = await create(["one two three"]);
  expect((await create(["one two three four five six seven eight nine"])).status).toBe(429);
  expect((await create(["one two three four five six seven"])).status).toBe(200);
  const refused = await create(["one"]);
  expect(refused.json.error).toMatchObject({ code: 429, status: "RESOURCE_EXHAUSTED" });
  expect(refused.text).not.toContain("retryDelay");
  expect((await create(["one"], "d", "AIza-other")).status).toBe(200);
  await call("POST", `${first.json.name}:cancel`);
  expect((await create(["one two three four"])).status).toBe(200);
});

test("what a batch costs counts against the project's money like a live call", async () => {
  emulator.configure({ prepaidMicros: 1 });
  const made = await create(["fox"]);
  await whenState(made.json.name, "BATCH_STATE_SUCCEEDED");
  expect((await rawCall({ url: emulator.url })).status).toBe(402);
});
