import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";

const pictures = 24;
let emulator: Emulator;
let api: Bunch;
let workers: Bunch[];

beforeEach(async () => {
  emulator = await startEmulator({ latency: { kind: "uniform", minMs: 1500, maxMs: 2500 } });
  const dataDir = await makeTestFolder();
  const env = {
    GEMINI_BASE_URL: emulator.url,
    WORKER_CONCURRENCY: "4",
    HEARTBEAT_MS: "200",
    // A worker that only waits for its turn on a busy machine must not count as dead.
    DEATH_AFTER_MS: "4000",
  };
  const port = await freePort();
  api = await startBunch({ dataDir, port, env, role: "api" });
  workers = await Promise.all(
    ["one", "two"].map((name) =>
      startBunch({
        dataDir,
        port,
        env: { ...env, LOG_DIR: `${dataDir}/logs-${name}` },
        role: "worker",
      }),
    ),
  );
});

afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await api.stop();
  await emulator.stop();
});

test("F10: of two workers beside an API one is killed, and the other takes its work over without being told", async () => {
  const form = new FormData();
  form.set("api_key", "AIzaProcesses");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `picture ${n}`)));
  const { execution_id: id } = await api.client.execute(form, crypto.randomUUID());
  await until("both workers draw", () => emulator.bill().maxInFlight === 8);
  workers[0]?.kill("SIGKILL");
  await workers[0]?.ended;
  await until(
    "the batch has ended",
    async () => (await api.client.getExecution(id)).completed_at !== null,
    { withinMs: 60_000, give: () => workers[1]?.output() ?? "" },
  );
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, failed: 0 });
  // At most what the killed worker had in flight was drawn again, and each of those is shown as a doubt.
  expect(emulator.calls().length).toBeLessThanOrEqual(pictures + 4);
  expect(stats.possible_cost > 0).toBe(emulator.calls().length > pictures);
  expect(emulator.bill().maxInFlight).toBeLessThanOrEqual(8);
}, 120_000);
