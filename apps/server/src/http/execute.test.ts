import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { Failure, successOf } from "@bunch/contracts/envelope";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { formOf } from "./testing/form-of.ts";
import { pictures } from "./testing/pictures.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: { MAX_PROMPTS: "20", MAX_REFERENCE_IMAGE_MB: "0.1" },
  });
});
afterAll(() => server?.close());

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
  const byForm = await answerOf(await server.send(formOf({ ...fields, reference_images: png() })));
  const byJson = await answerOf(
    await server.send({
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
  const { id: _id, workflow_id: _workflow, created_at: _at, reference_images, ...rest } = one!;
  expect(two).toMatchObject(rest);
  // Each workflow has a copy of its own, under a name that tells the content.
  const named = (all: { url: string }[]) => all.map(({ url }) => url.split("/").at(-1));
  expect(named(two!.reference_images)).toEqual(named(reference_images));
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
  expect(await answerOf(await server.send(form))).toMatchObject({ total_prompts: 2 });
  expect(await answerOf(await server.send({ api_key: "k", prompts }))).toMatchObject({
    total_prompts: 2,
  });
});

test("a body as large as MAX_PROMPTS allows is taken, in four-byte characters too", async () => {
  const prompt = "🦊".repeat(8000);
  const all = Array.from({ length: 20 }, () => prompt);
  expect(
    await answerOf(await server.send(formOf({ api_key: "k", prompts_text: all.join("\n\n") }))),
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
  const { warnings } = await answerOf(
    await server.send({ ...good, model: "gemini-2.5-flash-image" }),
  );
  expect(warnings[0]?.message).toMatch(/shut down.*gemini|Nano Banana/);
});

describe("Idempotency-Key", () => {
  test("I6 a hundred times at once is one execution, each answered with it", async () => {
    const before = await server.footprint();
    const answers = await Promise.all(
      Array.from({ length: 100 }, async () => {
        const response = await server.send(formOf({ ...good, reference_images: png() }), {
          "idempotency-key": "hundred",
        });
        expect(response.status).toBe(202);
        return response.text();
      }),
    );
    expect(new Set(answers).size).toBe(1);
    const after = await server.footprint();
    for (const table of ["workflows", "workflow_executions"])
      expect(after.rows[table]).toBe((before.rows[table] ?? 0) + 1);
    expect(after.files.length).toBe(before.files.length + 1);
  });

  test("I6 another body under the same key is refused, the same one as JSON is not", async () => {
    const headers = { "idempotency-key": "other body" };
    const first = await answerOf(
      await server.send(formOf({ ...good, reference_images: png() }), headers),
    );
    const reference_images = [{ data: pictures.png.toString("base64") }];
    expect(await answerOf(await server.send({ ...good, reference_images }, headers))).toEqual(
      first,
    );
    const before = await server.footprint();
    for (const other of [
      { ...good, prompts_text: "a red fox", reference_images },
      { ...good, api_key: "test-key-2", reference_images },
      { ...good, variations: 2, reference_images },
      { ...good, reference_images: [{ data: pictures.jpeg.toString("base64") }] },
      good,
    ]) {
      const response = await server.send(other, headers);
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
      const response = await server.send(good, { "idempotency-key": key });
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
