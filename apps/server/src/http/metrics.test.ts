import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createPool } from "@bunch/adapters/postgres/pools";
import { pageOf } from "@bunch/contracts/envelope";
import { ModelList } from "@bunch/contracts/model";
import { Result } from "@bunch/contracts/result";
import { afterAll, beforeAll, expect, test } from "vitest";
import { until } from "../../../../tools/testing/until.ts";
import { countOpenWork } from "../metrics/count-open-work.ts";
import { createRegistry } from "../metrics/create-registry.ts";
import { formOf } from "./testing/form-of.ts";
import { readExposition } from "./testing/read-exposition.ts";
import { startTestServer, type TestServer } from "./testing/start-test-server.ts";

const canary = "canary-5d1f0a77";
let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ withWorker: true, env: { MAX_ATTEMPTS: "2" } });
});
afterAll(() => server?.close());

async function scrape() {
  const response = await server.call("/metrics");
  const text = await response.text();
  const families = readExposition(text);
  return {
    response,
    text,
    families,
    /** The value of the one series with these labels, or undefined. */
    value: (name: string, labels: Record<string, string> = {}) => {
      const found = [...families.values()]
        .flatMap(({ samples }) => samples)
        .filter(
          (sample) =>
            sample.name === name &&
            Object.entries(labels).every(([key, value]) => sample.labels[key] === value),
        );
      expect(found.length, `series ${name} ${JSON.stringify(labels)}`).toBeLessThanOrEqual(1);
      return found[0]?.value;
    },
  };
}

test("N1, N2: after a batch with a refusal and a doubt, attempts, results, calls and dollars are exactly what happened", async () => {
  const list = ModelList.parse(await (await server.call("/api/models")).json());
  const modelId = list.data.find((one) => one.is_default)?.id ?? "";
  const { execution_id: id } = await server.execute({
    api_key: canary,
    model: modelId,
    prompts: [
      "a red fox",
      "a blue hare",
      "no [[prohibited_content]]",
      "gone [[reset_after_accept]]",
    ],
  });
  await server.ended(id);
  const results = pageOf(Result).parse(
    await (await server.call(`/api/executions/${id}/results`)).json(),
  ).data;
  const sum = (values: (number | null)[]) =>
    values.reduce<number>((total, value) => total + (value ?? 0), 0);
  const possible = sum(results.map((one) => one.possible_cost));
  expect(possible).toBeGreaterThan(0);

  const { value, families, text } = await scrape();
  const of = (name: string) =>
    Object.fromEntries(
      (families.get(name)?.samples ?? [])
        // What alarms count is there before anything happened.
        .filter(({ labels, value: count }) => labels["model"] === modelId && count > 0)
        .map(({ labels, value: count }) => [labels["outcome"], count]),
    );
  expect(of("bunch_attempts_total")).toEqual({ picture: 2, refused: 1, unanswered: 2 });
  const refusals = families
    .get("bunch_refusals_total")
    ?.samples.filter((one) => one.value > 0)
    .map((one) => [one.labels["reason"], one.value]);
  expect(refusals).toEqual([["refused", 1]]);
  expect(of("bunch_results_total")).toEqual({ completed: 2, failed: 2 });
  expect(value("bunch_call_duration_seconds_count", { model: modelId })).toBe(5);
  expect(server.emulator.calls()).toHaveLength(5);
  expect(value("bunch_cost_dollars_total", { model: modelId })).toBeCloseTo(
    sum(results.map((one) => one.api_cost)),
    9,
  );
  expect(value("bunch_possible_cost_dollars_total", { model: modelId })).toBeCloseTo(possible, 9);
  const secretive = [canary, id, "red fox", ...results.map((one) => one.id)];
  for (const word of secretive) expect(text).not.toContain(word);
});

test("N2: what is open is told as it stands in the database: waiting, then nothing", async () => {
  const prompts = Array.from({ length: 40 }, (_, number) => `a fox, number ${number}`);
  const { execution_id: id } = await server.execute({ model: "simulator", prompts });
  await server.call(`/api/executions/${id}/pause`, { method: "POST" });
  await until("nothing is under way", async () => {
    return (await server.executionOf(id)).stats.processing === 0;
  });
  const { stats } = await server.executionOf(id);
  const paused = await scrape();
  expect(paused.value("bunch_executions_open", { status: "paused" })).toBe(1);
  expect(paused.value("bunch_executions_open", { status: "processing" })).toBe(0);
  expect(paused.value("bunch_results_open", { state: "waiting" })).toBe(stats.pending);
  expect(paused.value("bunch_results_open", { state: "processing" })).toBe(0);
  expect(paused.value("bunch_results_runnable", { model: "simulator" })).toBeUndefined();
  expect(paused.value("bunch_calls_in_flight", { model: "simulator" })).toBe(0);
  expect(paused.value("bunch_workers", { state: "alive" })).toBe(1);
  await server.call(`/api/executions/${id}/cancel`, { method: "POST" });
  const over = await scrape();
  expect(over.value("bunch_executions_open", { status: "paused" })).toBe(0);
  expect(over.value("bunch_results_open", { state: "waiting" })).toBe(0);
  expect(over.value("bunch_database_up")).toBe(1);
});

test("N1, N2: requests are told by their route's pattern, by how they ended, and never by an address", async () => {
  const { execution_id: id } = await server.execute({
    model: "simulator",
    image_size: "64",
    prompts: ["a red fox"],
  });
  await server.ended(id);
  const route = "/api/executions/:id/manifest.csv";
  const unknown = "4f1c2d3e-0000-4000-8000-000000000000";
  await (await server.call(route.replace(":id", id))).text();
  await (await server.call(route.replace(":id", unknown))).text();
  await server.send(formOf({ prompts_text: "x", variations: "nine" }));
  for (const path of ["/wp-login.php", `/api/${unknown}`, "/files/a/b/c.png"])
    await (await server.call(path)).text();
  await (await server.call(`/api/executions/${id}/events`)).text();
  const { value, text } = await scrape();
  const count = (labels: Record<string, string>) =>
    value("bunch_http_request_duration_seconds_count", labels);
  expect(count({ method: "GET", route, status: "200" })).toBe(1);
  expect(count({ method: "GET", route, status: "404" })).toBe(1);
  expect(count({ route: "/api/nano-banana/execute", status: "400" })).toBe(1);
  expect(count({ route: "none", status: "404" })).toBe(2);
  expect(count({ route: "/files/*path", status: "404" })).toBe(1);
  expect(count({ route: "/api/executions/:id/events" })).toBeUndefined();
  expect(text).not.toMatch(/wp-login|[\da-f]{8}-[\da-f]{4}-/);
});

test("an open event stream is counted while it is open", async () => {
  const prompts = Array.from({ length: 40 }, (_, number) => `a fox, number ${number}`);
  const { execution_id: id } = await server.execute({ model: "simulator", prompts });
  const watching = new AbortController();
  await server.call(`/api/executions/${id}/events`, { signal: watching.signal });
  expect((await scrape()).value("bunch_event_streams")).toBe(1);
  watching.abort();
  await until("the stream is closed", async () => {
    return (await scrape()).value("bunch_event_streams") === 0;
  });
  await server.call(`/api/executions/${id}/cancel`, { method: "POST" });
});

test("it is the text format that Prometheus reads, with the process's own figures and what was built", async () => {
  const { response, families, value } = await scrape();
  expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
  expect(response.headers.get("cache-control")).toBe("no-store");
  expect(value("bunch_build_info", { version: "0.0.0-test", node_version: process.version })).toBe(
    1,
  );
  expect(value("process_resident_memory_bytes")).toBeGreaterThan(1e7);
  expect(value("nodejs_eventloop_lag_p99_seconds")).toBeDefined();
  for (const [name, { type, help }] of families) {
    expect(name).toMatch(/^(?:bunch|process|nodejs)_/);
    expect(["counter", "gauge", "histogram"]).toContain(type);
    expect(help, name).not.toBe("");
  }
});

test("N2: without a database the rest is still told, and that it is missing", async () => {
  const registry = createRegistry({ version: "1" });
  const pool = createPool({
    connectionString: "postgres://nobody@127.0.0.1:9/none",
    role: "app_api",
    most: 1,
    onError: () => {},
  });
  await countOpenWork(registry, createOpenWork(pool))();
  const families = readExposition(await registry.metrics());
  expect(families.get("bunch_database_up")?.samples[0]?.value).toBe(0);
  expect(families.get("bunch_executions_open")?.samples).toEqual([]);
  expect(families.get("bunch_results_open")?.samples).toEqual([]);
  expect(families.get("process_resident_memory_bytes")?.samples).toHaveLength(1);
  await pool.end();
});

test("S3: a foreign name gets no figures", async () => {
  const response = await server.call("/metrics", { headers: { origin: "https://evil.example" } });
  expect(response.status).toBe(403);
});
