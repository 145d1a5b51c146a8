import { setTimeout as delay } from "node:timers/promises";
import type { Result } from "@bunch/contracts/result";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const pictures = 6;
/** A worker that only waits for its turn on a busy machine must not count as dead. */
const deathAfterMs = "4000";
let emulator: Emulator;
let dataDir: string;
let port: number;
let running: Bunch[];
let api: Bunch;

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 150 } });
  dataDir = await makeTestFolder();
  port = await freePort();
  running = [];
  api = await start("api");
});

afterEach(async () => {
  for (const one of running) one.kill("SIGCONT");
  await Promise.all(running.slice(1).map((one) => one.stop()));
  await api.stop();
  await emulator.stop();
});

async function start(role: "api" | "worker", env: Record<string, string> = {}): Promise<Bunch> {
  const started = await startBunch({
    dataDir,
    port,
    role,
    env: {
      GEMINI_BASE_URL: emulator.url,
      WORKER_CONCURRENCY: "2",
      HEARTBEAT_MS: "150",
      DEATH_AFTER_MS: deathAfterMs,
      LOG_DIR: `${dataDir}/logs-${running.length}`,
      ...env,
    },
  });
  running.push(started);
  return started;
}

async function submit(): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaStopped");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `picture ${n}`)));
  return (await api.client.execute(form, crypto.randomUUID())).execution_id;
}

const resultsOf = async (id: string): Promise<Result[]> => (await api.client.listResults(id)).data;
const extrasOf = async (id: string) => (await resultsOf(id)).flatMap((one) => one.extra_urls);

/** A worker stops in the middle of an answer; another draws its picture again and ends the batch. */
async function overtaken(sleeper: Record<string, string>): Promise<{ id: string; asleep: Bunch }> {
  const asleep = await start("worker", { WORKER_CONCURRENCY: "1", ...sleeper });
  await start("worker");
  const id = await submit();
  await until("one worker stops", () => asleep.output().includes("frozen at mid_body"));
  await until("the other ends the batch", async () => {
    const { completed_at: endedAt } = await api.client.getExecution(id);
    return endedAt !== null;
  });
  // One doubt, shown as such, and one call more for it.
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, failed: 0 });
  expect(stats.possible_cost).toBeGreaterThan(0);
  expect(emulator.calls()).toHaveLength(pictures + 1);
  expect(await extrasOf(id)).toEqual([]);
  return { id, asleep };
}

/** The late picture is there, all is settled, and nothing more was called. */
async function keptAsExtra(id: string): Promise<void> {
  await until("the late picture is kept", async () => (await extrasOf(id)).length === 1, {
    give: () => running.map((one) => one.output()).join("\n"),
  });
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(pictures + 1);
  const settled = (await resultsOf(id)).reduce((sum, one) => sum + (one.api_cost ?? 0), 0);
  expect(Math.round(settled * 1e6)).toBe(emulator.bill().costMicros);
  const [extra] = await extrasOf(id);
  expect((await fetch(extra ?? "")).status).toBe(200);
}

test("F8: a worker that stopped beyond the death limit and goes on keeps its late picture as an extra", async () => {
  const { id, asleep } = await overtaken({ CRASH_AT: "mid_body:1:freeze" });
  asleep.kill("SIGCONT");
  await keptAsExtra(id);
});

test("I2: a late picture that reached the spool is kept even if its worker dies before it stores it", async () => {
  const { id, asleep } = await overtaken({ CRASH_AT: "mid_body:1:freeze,before_put" });
  asleep.kill("SIGCONT");
  expect(await asleep.ended).toBe("SIGKILL");
  expect(await extrasOf(id)).toEqual([]);
  await start("worker");
  await keptAsExtra(id);
});

test("F10: an event loop that was blocked for less than the death limit makes no doubt", async () => {
  const [blocked] = [await start("worker"), await start("worker")];
  emulator.configure({ latency: { kind: "fixed", ms: 400 } });
  const id = await submit();
  await until("both draw", () => emulator.bill().maxInFlight > 2);
  blocked.kill("SIGSTOP");
  // No state tells that a stopped process has slept for long enough.
  await delay(1000);
  blocked.kill("SIGCONT");
  await until("the batch has ended", async () => {
    const { completed_at: endedAt } = await api.client.getExecution(id);
    return endedAt !== null;
  });
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(pictures);
});
