import { readFile } from "node:fs/promises";
import { startEmulator } from "@bunch/emulator/start-emulator";
import { inject, onTestFinished, test, expect } from "vitest";
import { freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { type CollectedSpan, startCollector } from "../../../../tools/testing/start-collector.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const key = "AIzaTracedCanary00000000000000000000001";
const prompt = "a canary in a trace";
const sealingKey = "5e".repeat(32);

test("N8, N7: one batch over an API and a worker process is one trace from the request to the stored picture, its id stands in every log line about it, and neither holds a prompt or a key", async () => {
  const emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 20 } });
  const collector = await startCollector();
  const database = await createTestDatabase(inject("postgres"));
  const dataDir = await makeTestFolder();
  onTestFinished(async () => {
    await emulator.stop();
    await collector.stop();
    await database.drop();
  });
  const port = await freePort();
  const env = {
    DATABASE_URL: database.connectionString,
    ENCRYPTION_KEY: sealingKey,
    GEMINI_BASE_URL: emulator.url,
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_HEADERS: "x-collector=canary-of-the-collector",
    OTEL_SERVICE_NAME: "bunch-tested",
  };
  const api = await startBunch({ dataDir, port, env, role: "api" });
  onTestFinished(() => api.stop());
  const worker = await startBunch({ dataDir, port, env, role: "worker" });
  onTestFinished(() => worker.stop());

  const outer = { trace: "0af7651916cd43dd8448eb211c80319c", span: "b7ad6b7169203331" };
  const answer = await fetch(`${api.url}/api/nano-banana/execute`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-request-id": "order-4711",
      traceparent: `00-${outer.trace}-${outer.span}-01`,
    },
    body: JSON.stringify({ api_key: key, prompts: [prompt, `${prompt} [[reset_after_accept]]`] }),
  });
  expect(answer.headers.get("x-request-id")).toBe("order-4711");
  const { data } = (await answer.json()) as { data: { execution_id: string } };
  const id = data.execution_id;
  await until(
    "the batch has ended",
    async () => (await api.client.getExecution(id)).completed_at !== null,
    { withinMs: 30_000, give: worker.output },
  );
  await until(
    "its copies are made",
    async () => (await api.client.listResults(id)).data.some((one) => one.thumbhash),
    // At the lowest rank of all that runs.
    { withinMs: 150_000, give: worker.output },
  );
  await worker.stop();
  await api.stop();

  const spans = collector.spans().filter(({ traceId }) => traceId === outer.trace);
  const childrenOf = (parent: CollectedSpan) =>
    spans.filter(({ parentSpanId }) => parentSpanId === parent.spanId);
  const namesIn = (parent: CollectedSpan) => childrenOf(parent).map(({ name }) => name);
  const [request, ...others] = spans.filter(({ parentSpanId }) => parentSpanId === outer.span);
  expect(others).toEqual([]);
  expect(request).toMatchObject({
    name: "request",
    service: "bunch-tested",
    facts: {
      "http.request.method": "POST",
      "http.route": "/api/nano-banana/execute",
      "http.response.status_code": 202,
      "bunch.request_id": "order-4711",
    },
  });
  const [submit] = childrenOf(request!);
  expect(submit).toMatchObject({ name: "submit", facts: { "bunch.execution_id": id } });
  const below = childrenOf(submit!);
  expect(new Set(below.map(({ name }) => name))).toEqual(
    new Set(["dispatch", "result", "rendition"]),
  );
  const results = below.filter(({ name }) => name === "result");
  const drawn = results.find((one) => namesIn(one).includes("store"));
  expect(namesIn(drawn!).toSorted()).toEqual(["call", "claim", "settle", "store"]);
  expect(drawn?.facts).toMatchObject({
    "bunch.request_id": "order-4711",
    "bunch.execution_id": id,
  });
  const call = childrenOf(drawn!).find(({ name }) => name === "call");
  expect(call?.facts).toMatchObject({
    "bunch.provider": "gemini",
    "bunch.status": 200,
    "bunch.ended": "answered",
  });
  expect(namesIn(call!)).toEqual(["spool"]);
  const undone = results.find((one) => !namesIn(one).includes("store"));
  expect(namesIn(undone!).toSorted()).toEqual(["call", "claim", "settle"]);
  const reached = new Set([request!.spanId]);
  for (let round = 0; round < 6; round += 1)
    for (const { spanId, parentSpanId } of spans)
      if (reached.has(parentSpanId)) reached.add(spanId);
  expect(spans.filter(({ spanId }) => !reached.has(spanId))).toEqual([]);

  const sent = collector.bodies.join("\n");
  for (const secret of [prompt, key, sealingKey, "canary-of-the-collector"])
    expect(sent).not.toContain(secret);
  expect(new Set(collector.paths)).toEqual(new Set(["/v1/traces"]));
  expect(collector.headers[0]?.["x-collector"]).toBe("canary-of-the-collector");

  const lines = async (name: string) =>
    (await readFile(`${dataDir}/logs/${name}`, "utf8"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  const about = (await lines("worker.log")).filter((line) => line["resultId"] !== undefined);
  expect(about.length).toBeGreaterThanOrEqual(2);
  for (const line of about)
    expect(line).toMatchObject({ requestId: "order-4711", executionId: id });
  expect(await lines("server.log")).toContainEqual(
    expect.objectContaining({ requestId: "order-4711", executionId: id }),
  );
}, 300_000);
