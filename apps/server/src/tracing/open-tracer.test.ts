import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Log } from "@bunch/core/ports/log";
import { silentTracer } from "@bunch/core/ports/silent-tracer";
import { afterEach, expect, onTestFinished, test, vi } from "vitest";
import { freePort } from "../../../../tools/testing/start-bunch.ts";
import { startCollector } from "../../../../tools/testing/start-collector.ts";
import { openTracer } from "./open-tracer.ts";
import type { Tracing } from "./tracing.ts";

const told: string[] = [];
const write = (_facts: object, sentence: string) => void told.push(sentence);
const log: Log = { info: write, warn: write, error: write };
const tracing: Tracing = { serviceName: "bunch", sampler: "parentbased_always_on", ratio: 1 };
const outer = "0af7651916cd43dd8448eb211c80319c";
const parent = (flags: string) => `00-${outer}-b7ad6b7169203331-${flags}`;
afterEach(() => vi.unstubAllEnvs());

async function collecting(over: Partial<Tracing> = {}) {
  const collector = await startCollector();
  onTestFinished(() => collector.stop());
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", collector.url);
  return { collector, ...(await openTracer({ ...tracing, ...over }, log)) };
}

test("N8: where nothing is traced the tracer is silent and nothing of OpenTelemetry is loaded", async () => {
  expect((await openTracer(null, log)).tracer).toBe(silentTracer);
  const module = new URL("./open-tracer.ts", import.meta.url).href;
  const program = `
    import { registerHooks } from "node:module";
    const loaded = [];
    registerHooks({ load: (url, context, next) => (loaded.push(url), next(url, context)) });
    const { openTracer } = await import(${JSON.stringify(module)});
    await openTracer(null, {});
    console.log(loaded.filter((url) => url.includes("opentelemetry")).length, loaded.length > 1);`;
  const ran = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    cwd: fileURLToPath(new URL("../../../../", import.meta.url)),
  });
  expect(ran.stdout.toString()).toBe("0 true\n");
});

test("N8: a span that fails tells the kind of its error and none of its words, and the error goes on", async () => {
  const { collector, tracer, endTracing } = await collecting();
  const failing = tracer.span({ name: "call", from: parent("01"), facts: { attemptId: "a" } }, () =>
    Promise.reject(new TypeError("key canary is bad")),
  );
  await expect(failing).rejects.toThrow("key canary is bad");
  await endTracing();
  expect(collector.spans()).toMatchObject([
    {
      name: "call",
      traceId: outer,
      failed: true,
      facts: { "bunch.attempt_id": "a", "error.type": "TypeError" },
    },
  ]);
  expect(collector.bodies.join("")).not.toContain("canary");
});

test("N8: who is sampled is decided once: what another process left out is left out here, and passed on as such", async () => {
  const { collector, tracer, endTracing } = await collecting();
  const within = (from: string | null) =>
    tracer.span({ name: "result", from, facts: {} }, async () => tracer.traceparent());
  expect(await within(parent("00"))).toMatch(new RegExp(`^00-${outer}-[0-9a-f]{16}-00$`));
  expect(await within(parent("01"))).toMatch(new RegExp(`^00-${outer}-[0-9a-f]{16}-01$`));
  const made = /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/;
  for (const from of [null, "nonsense", `00-${"0".repeat(32)}-b7ad6b7169203331-01`])
    expect(await within(from)).toMatch(made);
  expect(tracer.traceparent()).toBeNull();
  await endTracing();
  expect(collector.spans().filter(({ traceId }) => traceId === outer)).toHaveLength(1);
  expect(collector.spans()).toHaveLength(4);
});

test("N8: of new traces as many are kept as the ratio says", async () => {
  const { collector, tracer, endTracing } = await collecting({
    sampler: "parentbased_traceidratio",
    ratio: 0,
  });
  await tracer.span({ name: "request", from: null, facts: {} }, async () => {});
  await tracer.span({ name: "request", from: parent("01"), facts: {} }, async () => {});
  await endTracing();
  expect(collector.spans().map(({ traceId }) => traceId)).toEqual([outer]);
});

test("N8: a collector that is away is told once, stops nothing and holds no end up", async () => {
  vi.stubEnv("OTEL_EXPORTER_OTLP_ENDPOINT", `http://127.0.0.1:${await freePort()}`);
  vi.stubEnv("OTEL_EXPORTER_OTLP_TIMEOUT", "1000");
  told.length = 0;
  const { tracer, endTracing } = await openTracer(tracing, log);
  expect(await tracer.span({ name: "x", from: null, facts: {} }, async () => 7)).toBe(7);
  const startedMs = performance.now();
  await endTracing();
  expect(performance.now() - startedMs).toBeLessThan(8000);
  expect(told).toEqual([expect.stringContaining("takes no spans")]);
});
