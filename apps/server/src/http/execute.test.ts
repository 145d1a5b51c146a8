import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { request as httpRequest } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const limitBytes = 0.1 * 1024 ** 2;
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: { MAX_PROMPTS: "20", MAX_REFERENCE_IMAGE_MB: "0.1" },
  });
});
afterAll(() => server?.close());

type Fields = Record<string, string | Blob | Blob[]>;
function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === "string") form.append(name, one);
      else form.append(name, one, "picture.png");
  return form;
}
const send = (body: FormData | object, headers: Record<string, string> = {}) =>
  server.call("/api/nano-banana/execute", {
    method: "POST",
    headers: {
      ...(body instanceof FormData ? {} : { "content-type": "application/json" }),
      ...headers,
    },
    body: body instanceof FormData ? body : JSON.stringify(body),
  });
const answerOf = async (response: Response) =>
  successOf(ExecuteAnswer).parse(await response.json()).data;
const png = () => new Blob([pictures.png]);
const good = { api_key: "test-key-1", prompts_text: "a red fox\n\na blue hare" };

test("the curl of the manual works as it stands: two prompts, two reference pictures", async () => {
  const folder = await mkdtemp(join(tmpdir(), "bunch-curl-"));
  await writeFile(join(folder, "image1.jpg"), pictures.jpeg);
  await writeFile(join(folder, "image2.png"), pictures.png);
  // The port of the line is led to the server of this test.
  await writeFile(
    join(folder, ".curlrc"),
    `connect-to = localhost:3000:127.0.0.1:${server.port}\nsilent\n`,
  );
  const line = String.raw`curl -X POST http://localhost:3000/api/nano-banana/execute \
  -F "api_key=YOUR_GEMINI_API_KEY" \
  -F "prompts_text=prompt1\n\nprompt2" \
  -F "reference_images=@image1.jpg" \
  -F "reference_images=@image2.png"
`;
  const { stdout } = await promisify(execFile)("bash", ["-c", line], {
    cwd: folder,
    env: { ...process.env, HOME: folder, CURL_HOME: folder },
    timeout: 20_000,
  });
  await rm(folder, { recursive: true });
  const { data } = successOf(ExecuteAnswer).parse(JSON.parse(stdout));
  expect(data).toMatchObject({
    status: "pending",
    total_prompts: 2,
    estimated_cost: { imageCount: 2 },
  });
  const execution = await server.executionOf(data.execution_id);
  expect(execution.reference_images.map((one) => one.mime_type)).toEqual([
    "image/jpeg",
    "image/png",
  ]);
  expect(execution.reference_images[0]?.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/files\//);
  expect(server.hidden).toContain("YOUR_GEMINI_API_KEY");
});

test("a form and JSON say the same; empty fields count as absent", async () => {
  const fields = {
    ...good,
    variations: "2",
    aspect_ratio: "16:9",
    max_cost: "1.5",
    name: "Été",
    model: "",
  };
  const byForm = await answerOf(await send(formOf({ ...fields, reference_images: png() })));
  const byJson = await answerOf(
    await send({
      ...good,
      variations: 2,
      aspect_ratio: "16:9",
      max_cost: 1.5,
      name: "Été",
      model: null,
      reference_images: [{ data: `data:image/png;base64,${pictures.png.toString("base64")}` }],
    }),
  );
  const [one, two] = await Promise.all(
    [byForm, byJson].map(({ execution_id: id }) => server.executionOf(id)),
  );
  const { id: _id, workflow_id: _workflow, created_at: _at, ...rest } = one!;
  expect(two).toMatchObject(rest);
  expect(rest).toMatchObject({
    name: "Été",
    variations: 2,
    aspect_ratio: "16:9",
    max_cost: 1.5,
    status: "pending",
    stats: { total_prompts: 2, total_results: 4, pending: 4, completion_percentage: 0 },
  });
});

test("prompts come as a list too, with blank lines inside, and an empty file of a browser's form counts as none", async () => {
  const prompts = ["one\n\nstill one", "two"];
  const form = formOf({ api_key: "k", prompts: JSON.stringify(prompts) });
  form.append("reference_images", new Blob([]), "");
  expect(await answerOf(await send(form))).toMatchObject({ total_prompts: 2 });
  expect(await answerOf(await send({ api_key: "k", prompts }))).toMatchObject({ total_prompts: 2 });
});

test("a body as large as MAX_PROMPTS allows is taken, in four-byte characters too", async () => {
  const prompt = "🦊".repeat(8000);
  const all = Array.from({ length: 20 }, () => prompt);
  expect(
    await answerOf(await send(formOf({ api_key: "k", prompts_text: all.join("\n\n") }))),
  ).toMatchObject({ total_prompts: 20 });
  const escaped = JSON.stringify({ api_key: "k", prompts: all }).replace(
    /[\uD800-\uDFFF]/g,
    (half) => `\\u${half.charCodeAt(0).toString(16)}`,
  );
  const response = await server.call("/api/nano-banana/execute", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: escaped,
  });
  expect(await answerOf(response)).toMatchObject({ total_prompts: 20 });
});

test("a shut-down model goes with a warning that names its successor", async () => {
  const { warnings } = await answerOf(await send({ ...good, model: "gemini-2.5-flash-image" }));
  expect(warnings[0]?.message).toMatch(/shut down.*gemini|Nano Banana/);
});

describe("a refusal has its status, names its field, says what to do; nothing is stored, nothing called", () => {
  const large = new Blob([new Uint8Array(limitBytes + 1)]);
  const svg = new Blob(['<svg xmlns="http://www.w3.org/2000/svg"/>'], { type: "image/png" });
  const cut = new Blob([pictures.png.subarray(0, 60)]);
  const withPicture = (blob: Blob | Blob[]) => formOf({ ...good, reference_images: blob });
  const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");

  test.each<[string, () => FormData | object, number, string, string | undefined, RegExp]>([
    [
      "no key",
      () => ({ prompts_text: "x" }),
      400,
      "api_key_missing",
      "api_key",
      /needs an API key/,
    ],
    [
      "a key of spaces",
      () => ({ prompts_text: "x", api_key: "  " }),
      400,
      "api_key_missing",
      "api_key",
      /needs an API key/,
    ],
    [
      "a key with a line break",
      () => ({ prompts_text: "x", api_key: "ab\ncd" }),
      400,
      "bad_request",
      "api_key",
      /Copy it again/,
    ],
    ["no prompt", () => ({ api_key: "k" }), 400, "no_prompts", "prompts_text", /at least one/],
    [
      "blank prompts",
      () => formOf({ api_key: "k", prompts_text: " \n\n \t\n" }),
      400,
      "no_prompts",
      "prompts_text",
      /at least one/,
    ],
    [
      "an empty list",
      () => ({ api_key: "k", prompts: [] }),
      400,
      "no_prompts",
      "prompts",
      /at least one/,
    ],
    [
      "an empty prompt in a list",
      () => ({ api_key: "k", prompts: ["a", ""] }),
      400,
      "bad_request",
      "prompts",
      /Prompt 2/,
    ],
    [
      "both kinds of prompts",
      () => ({ ...good, prompts: ["a"] }),
      400,
      "bad_request",
      "prompts",
      /not both/,
    ],
    [
      "prompts that are no JSON",
      () => formOf({ api_key: "k", prompts: "a, b" }),
      400,
      "bad_request",
      "prompts",
      /JSON list/,
    ],
    [
      "prompts that are no list",
      () => formOf({ api_key: "k", prompts: '"a"' }),
      400,
      "bad_request",
      "prompts",
      /a list/,
    ],
    [
      "21 prompts",
      () => formOf({ api_key: "k", prompts_text: "p\n\n".repeat(21) }),
      400,
      "too_many_prompts",
      "prompts_text",
      /21 prompts.*20/,
    ],
    [
      "a prompt of 8 001",
      () => ({ api_key: "k", prompts: ["a", "é".repeat(8001)] }),
      400,
      "prompt_too_long",
      "prompts",
      /Prompt 2 has 8001/,
    ],
    [
      "a NUL in a prompt",
      () => formOf({ api_key: "k", prompts_text: "a\n\nb\0c" }),
      400,
      "prompt_has_nul",
      "prompts_text",
      /Prompt 2/,
    ],
    ["a NUL in the name", () => ({ ...good, name: "a\0b" }), 400, "bad_request", "name", /NUL/],
    [
      "a name too long",
      () => ({ ...good, name: "n".repeat(201) }),
      400,
      "bad_request",
      "name",
      /at most 200/,
    ],
    [
      "5 variations",
      () => ({ ...good, variations: 5 }),
      400,
      "bad_request",
      "variations",
      /at most 4/,
    ],
    [
      "variations in words",
      () => formOf({ ...good, variations: "two" }),
      400,
      "bad_request",
      "variations",
      /a number/,
    ],
    [
      "half a variation",
      () => ({ ...good, variations: 1.5 }),
      400,
      "bad_request",
      "variations",
      /whole number/,
    ],
    [
      "a cap of nothing",
      () => ({ ...good, max_cost: 0 }),
      400,
      "bad_request",
      "max_cost",
      /more than 0/,
    ],
    [
      "a field of later",
      () => ({ ...good, webhook_url: "https://x" }),
      400,
      "bad_request",
      "webhook_url",
      /not built yet/,
    ],
    [
      "a workflow again",
      () => formOf({ ...good, workflow_id: "x" }),
      400,
      "bad_request",
      "workflow_id",
      /not built yet/,
    ],
    [
      "an unknown model",
      () => ({ ...good, model: "dall-e" }),
      422,
      "unknown_model",
      "model",
      /gemini-nano-banana-2\.1/,
    ],
    [
      "a ratio not taken",
      () => ({ ...good, aspect_ratio: "7:5" }),
      422,
      "ratio_not_taken",
      "aspect_ratio",
      /16:9/,
    ],
    [
      "a size not taken",
      () => ({ ...good, image_size: "512" }),
      422,
      "size_not_taken",
      "image_size",
      /2K/,
    ],
    [
      "an SVG called PNG",
      () => withPicture(svg),
      400,
      "reference_not_an_image",
      "reference_images",
      /PNG, JPEG or WebP/,
    ],
    [
      "a cut PNG",
      () => withPicture(cut),
      400,
      "reference_unreadable",
      "reference_images",
      /decoded/,
    ],
    [
      "4 pictures",
      () => withPicture([png(), png(), png(), png()]),
      400,
      "too_many_references",
      "reference_images",
      /at most 3/,
    ],
    [
      "a picture over the limit",
      () => withPicture(large),
      413,
      "reference_too_large",
      "reference_images",
      /0\.1 MB/,
    ],
    [
      "a picture's name without @",
      () => formOf({ ...good, reference_images: "image1.jpg" }),
      400,
      "bad_request",
      "reference_images",
      /an @/,
    ],
    [
      "a picture in another field",
      () => formOf({ ...good, image: png() }),
      400,
      "bad_request",
      "image",
      /reference_images/,
    ],
    [
      "prompts as a file",
      () => formOf({ api_key: "k", prompts_text: new Blob(["a"]) }),
      400,
      "bad_request",
      "prompts_text",
      /prompts_text=</,
    ],
    [
      "4 pictures in JSON",
      () => ({ ...good, reference_images: Array(4).fill({ data: base64(pictures.png) }) }),
      400,
      "too_many_references",
      "reference_images",
      /at most 3/,
    ],
    [
      "a large picture in JSON",
      () => ({
        ...good,
        reference_images: [{ data: base64(new Uint8Array(limitBytes + 1)), name: "x.png" }],
      }),
      413,
      "reference_too_large",
      "reference_images",
      /x\.png/,
    ],
    [
      "a picture in JSON that is no base64",
      () => ({ ...good, reference_images: [{ data: "§§§" }] }),
      400,
      "bad_request",
      "reference_images.0.data",
      /base64/,
    ],
    ["a list as body", () => [1, 2], 400, "bad_request", undefined, /object/],
    [
      "text beyond the limit",
      () => formOf({ api_key: "k", prompts_text: "x".repeat(900_000) }),
      413,
      "body_too_large",
      "prompts_text",
      /MAX_PROMPTS/,
    ],
    [
      "JSON beyond the limit",
      () => ({ api_key: "k", prompts_text: "x".repeat(3_000_000) }),
      413,
      "body_too_large",
      undefined,
      /MAX_PROMPTS/,
    ],
  ])("%s", async (_name, body, status, code, field, sentence) => {
    const before = await server.footprint();
    const response = await send(body());
    const { error } = Failure.parse(await response.json());
    expect({ status: response.status, code: error.code }).toEqual({ status, code });
    expect(error.details?.field).toBe(field);
    expect(error.message).toMatch(sentence);
    expect(await server.footprint()).toEqual(before);
  });

  test.each<[string, string, string]>([
    ["broken JSON", "application/json", '{"prompts_text": '],
    ["a form without a boundary", "multipart/form-data", "x"],
    [
      "a cut form",
      "multipart/form-data; boundary=b",
      '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nk',
    ],
    ["fields of curl -d", "application/x-www-form-urlencoded", "prompts_text=x"],
    ["another encoding", "application/json; charset=koi8-r", "{}"],
  ])("%s", async (_name, contentType, body) => {
    const before = await server.footprint();
    const response = await server.call("/api/nano-banana/execute", {
      method: "POST",
      headers: { "content-type": contentType },
      body,
    });
    expect(response.status).toBe(400);
    expect(Failure.parse(await response.json()).error.code).toBe("bad_request");
    expect(await server.footprint()).toEqual(before);
  });

  test("the number of a bad prompt stands in the details", async () => {
    const response = await send({ api_key: "k", prompts: ["a", "b", "c".repeat(8001)] });
    expect(Failure.parse(await response.json()).error.details).toEqual({
      field: "prompts",
      prompt: 3,
    });
  });

  test("a client that hangs up midway", async () => {
    const before = await server.footprint();
    const upload = httpRequest({
      port: server.port,
      host: "127.0.0.1",
      method: "POST",
      path: "/api/nano-banana/execute",
      headers: { "content-type": "multipart/form-data; boundary=b", "content-length": 100_000 },
    });
    upload.on("error", () => {});
    const written = new Promise((resolve) =>
      upload.write(
        '--b\r\nContent-Disposition: form-data; name="prompts_text"\r\n\r\na fox\r\n' +
          '--b\r\nContent-Disposition: form-data; name="api_key"\r\n\r\nk\r\n' +
          '--b\r\nContent-Disposition: form-data; name="reference_images"; filename="a.png"\r\n\r\n',
        resolve,
      ),
    );
    await written;
    upload.destroy();
    // The next answer proves that the server has lived on.
    expect((await server.call("/health")).status).toBe(200);
    expect(await server.footprint()).toEqual(before);
  });
});

describe("Idempotency-Key", () => {
  const executionsCount = async () => (await server.footprint()).rows["workflow_executions"] ?? 0;

  test("I6 a hundred times at once is one execution, each answered with it", async () => {
    const before = await executionsCount();
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const response = await send(formOf({ ...good, reference_images: png() }), {
          "idempotency-key": "hundred",
        });
        expect(response.status).toBe(202);
        return response.text();
      }),
    );
    expect(new Set(answers).size).toBe(1);
    expect(await executionsCount()).toBe(before + 1);
  });

  test("I6 another body under the same key is refused, the same one as JSON is not", async () => {
    const headers = { "idempotency-key": "other body" };
    const first = await answerOf(await send(formOf({ ...good, reference_images: png() }), headers));
    const reference_images = [{ data: pictures.png.toString("base64") }];
    expect(await answerOf(await send({ ...good, reference_images }, headers))).toEqual(first);
    const before = await server.footprint();
    for (const other of [
      { ...good, prompts_text: "a red fox", reference_images },
      { ...good, api_key: "test-key-2", reference_images },
      { ...good, variations: 2, reference_images },
      { ...good, reference_images: [{ data: pictures.jpeg.toString("base64") }] },
      good,
    ]) {
      const response = await send(other, headers);
      expect(response.status).toBe(409);
      expect(Failure.parse(await response.json()).error).toMatchObject({
        code: "idempotency_key_reused",
        details: { field: "Idempotency-Key" },
      });
    }
    expect(await server.footprint()).toEqual(before);
  });

  test("an unusable key is refused", async () => {
    for (const key of [" ", "k".repeat(256), "clé"]) {
      const response = await send(good, { "idempotency-key": key });
      expect(response.status).toBe(400);
      expect(Failure.parse(await response.json()).error.details?.field).toBe("Idempotency-Key");
    }
  });
});

test("I10 the key is in no answer, no log line and no column", async () => {
  const canary = "canary-3c9f5e0d";
  const started = await server.execute({ ...good, api_key: canary });
  const answers = await Promise.all(
    ["", "/results"].map(async (end) =>
      (await server.call(`/api/executions/${started.execution_id}${end}`)).text(),
    ),
  );
  const columns: string[] = [];
  for (const table of [
    "workflows",
    "workflow_executions",
    "workflow_batch_results",
    "execution_events",
  ]) {
    const rows = await server.owner.query<{ text: string }>(
      `select t::text as text from ${table} t`,
    );
    columns.push(...rows.rows.map((row) => row.text));
  }
  expect(columns.length).toBeGreaterThan(4);
  expect([...answers, ...server.logged, ...columns].join("\n")).not.toContain(canary);
  expect(server.hidden).toContain(canary);
});
