import { request } from "node:http";
import { text } from "node:stream/consumers";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { startEmulator } from "@bunch/emulator/start-emulator";
import { expect, inject, onTestFinished, test } from "vitest";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";
import { freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { readExposition } from "../http/testing/read-exposition.ts";

async function start(more: Record<string, string>) {
  const emulator = await startEmulator({ tinyPictures: true });
  const database = await createTestDatabase(inject("postgres"));
  const dataDir = await makeTestFolder();
  onTestFinished(async () => {
    await emulator.stop();
    await database.drop();
  });
  const [port, metricsPort] = [await freePort(), await freePort()];
  const env = {
    DATABASE_URL: database.connectionString,
    ENCRYPTION_KEY: "3c".repeat(32),
    GEMINI_BASE_URL: emulator.url,
    METRICS_PORT: `${metricsPort}`,
    ...more,
  };
  const api = await startBunch({ dataDir, port, env, role: "api" });
  onTestFinished(() => api.stop());
  const worker = await startBunch({ dataDir, port, env, role: "worker" });
  onTestFinished(() => worker.stop());
  return { api, worker, dataDir, env, url: `http://127.0.0.1:${metricsPort}`, metricsPort };
}

/** Asks under another name, as a page whose name was rebound to this machine does. */
function askAs(host: string, port: number): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    request({ port, host: "127.0.0.1", path: "/metrics", headers: { host } }, (answer) => {
      text(answer).then((body) => resolve({ status: answer.statusCode ?? 0, body }), reject);
    })
      .once("error", reject)
      .end();
  });
}

test("N2, N3: a worker process tells its health and what it did on a port of its own, an API the whole fleet", async () => {
  const { api, url, metricsPort, dataDir, env } = await start({ METRICS_TOKEN: "for-prometheus" });
  const form = new FormData();
  form.set("api_key", "AIzaWatched0000000001");
  form.set("prompts", JSON.stringify(["a fox", "a hare"]));
  const { execution_id: id } = await api.client.execute(form, crypto.randomUUID());
  await until("the batch has ended", async () => {
    return (await api.client.getExecution(id)).completed_at !== null;
  });
  expect((await fetch(`${url}/health`)).status).toBe(200);
  expect((await fetch(`${url}/ready`)).status).toBe(200);
  expect((await fetch(`${url}/api/executions`)).status).toBe(404);
  expect((await fetch(`${url}/metrics`)).status).toBe(401);
  expect((await askAs("evil.example", metricsPort)).status).toBe(401);
  const answer = await fetch(`${url}/metrics`, {
    headers: { authorization: "Bearer for-prometheus" },
  });
  const own = readExposition(await answer.text());
  const total = (name: string) => own.get(name)?.samples.reduce((sum, { value }) => sum + value, 0);
  expect(total("bunch_results_total")).toBe(2);
  expect(total("bunch_spool_entries")).toBe(0);
  expect(own.get("nodejs_eventloop_lag_p99_seconds")?.samples).toHaveLength(1);
  const all = readExposition(await (await fetch(`${api.url}/metrics`)).text());
  const alive = all.get("bunch_workers")?.samples.find(({ labels }) => labels["state"] === "alive");
  expect(alive?.value).toBe(1);
  expect(all.get("bunch_worker_slots")?.samples[0]?.value).toBeGreaterThan(0);
  expect(all.get("bunch_removals_waiting")?.samples[0]?.value).toBe(0);

  // A second one on the same port says what to do, and has neither joined nor drawn: nobody waits for it to come back.
  await expect(startBunch({ dataDir, env, role: "worker" })).rejects.toThrow(
    /METRICS_PORT \d+ on 127\.0\.0\.1: it is taken/,
  );
  const later = readExposition(await (await fetch(`${api.url}/metrics`)).text());
  const workers = later.get("bunch_workers")?.samples.map(({ value }) => value) ?? [];
  expect(workers.reduce((sum, value) => sum + value, 0)).toBe(1);
}, 120_000);

test.skipIf(!hasRedis && !process.env["CI"])(
  "N3: a worker whose Redis is away lives and is not ready, and says which part is missing",
  async () => {
    const redis = await startRedis();
    if (redis.backend.kind !== "redis") throw new Error("That is no Redis.");
    onTestFinished(() => redis.stop());
    const { url } = await start({ REDIS_URL: redis.backend.url });
    expect((await fetch(`${url}/ready`)).status).toBe(200);
    await redis.kill();
    const away = await fetch(`${url}/ready`);
    expect(away.status).toBe(503);
    expect(await away.text()).toContain("Not ready: queue.");
    expect((await fetch(`${url}/health`)).status).toBe(200);
    await redis.bringBack();
    await until(
      "the worker is ready again",
      async () => (await fetch(`${url}/ready`)).status === 200,
      { withinMs: 20_000 },
    );
  },
  120_000,
);
