import { once } from "node:events";
import { connect } from "node:net";
import type { KillableStore } from "@bunch/adapters/queue/testing/killable-store";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Bunch, freePort, startBunch } from "../../../../tools/testing/start-bunch.ts";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../../../tools/testing/start-debian-postgres.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { hasRedis } from "../../../../tools/testing/has-redis.ts";

const needsAll = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasDebianPostgres)
  console.warn("A PostgreSQL that dies under load was not tried: apt-get install postgresql-15.");
if (!hasRedis) console.warn("A Redis that forgets was not tried: apt-get install redis-server.");

const pictures = 40;
let emulator: Emulator;
let api: Bunch;
let workers: Bunch[];

beforeEach(async () => {
  workers = [];
  emulator = await startEmulator({
    tinyPictures: true,
    latency: { kind: "uniform", minMs: 100, maxMs: 300 },
  });
});
afterEach(async () => {
  await Promise.all(workers.map((worker) => worker.stop()));
  await api.stop();
  await emulator.stop();
});

async function startAll(env: Record<string, string>): Promise<string> {
  const dataDir = await makeTestFolder();
  const port = await freePort();
  const common = { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "3", ...env };
  api = await startBunch({ dataDir, port, env: common, role: "api" });
  for (const name of ["one", "two"])
    workers.push(
      await startBunch({
        dataDir,
        port,
        env: { ...common, LOG_DIR: `${dataDir}/logs-${name}` },
        role: "worker",
      }),
    );
  const form = new FormData();
  form.set("api_key", "AIzaServers");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `picture ${n}`)));
  const { execution_id: id } = await api.client.execute(form, crypto.randomUUID());
  return id;
}

const calledMoreThan = (calls: number) =>
  until(`more than ${calls} calls`, () => emulator.calls().length > calls);

async function drawnOnceEach(id: string): Promise<void> {
  await until(
    "the batch has ended",
    async () => {
      const execution = await api.client.getExecution(id).catch(() => null);
      return (execution?.completed_at ?? null) !== null;
    },
    { withinMs: 60_000, give: () => workers.map((worker) => worker.output()).join("\n") },
  );
  const { stats } = await api.client.getExecution(id);
  expect(stats).toMatchObject({ successful: pictures, failed: 0, possible_cost: 0 });
  expect(emulator.calls()).toHaveLength(pictures);
  const { data } = await api.client.listResults(id);
  const settled = data.reduce((sum, one) => sum + Math.round((one.api_cost ?? 0) * 1e6), 0);
  expect(settled).toBe(emulator.bill().costMicros);
}

describe.skipIf(!hasDebianPostgres && !needsAll)("PostgreSQL", () => {
  let postgres: Awaited<ReturnType<typeof startDebianPostgres>>;
  beforeEach(async () => {
    postgres = await startDebianPostgres();
  });
  afterEach(() => postgres.stop());

  test("I1 to I4: killed twice under load and started again, it costs no picture, no doubt and no second call", async () => {
    const id = await startAll({
      DATABASE_URL: postgres.connectionStringOf("root"),
      ENCRYPTION_KEY: "0f".repeat(32),
    });
    for (const calls of [8, 20]) {
      await calledMoreThan(calls);
      await postgres.crash();
      // What is in flight comes to its end while nobody can write it down.
      await until("nothing is in flight", () => emulator.bill().inFlight === 0);
      await postgres.bringBack();
    }
    await drawnOnceEach(id);
  }, 120_000);
});

describe.skipIf(!hasRedis && !needsAll)("Redis", () => {
  let redis: KillableStore;
  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(() => redis.stop());

  const url = () => (redis.backend.kind === "redis" ? redis.backend.url : "");

  async function flush(): Promise<void> {
    const socket = connect({ port: Number(new URL(url()).port), host: "127.0.0.1" });
    socket.write("FLUSHALL\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    socket.destroy();
    expect(answer.toString()).toBe("+OK\r\n");
  }

  test("D2: flushed midway, then killed and started empty, it loses nothing and nothing is paid twice", async () => {
    const id = await startAll({ REDIS_URL: url() });
    await calledMoreThan(8);
    await flush();
    await calledMoreThan(20);
    await redis.kill();
    await redis.bringBack();
    await drawnOnceEach(id);
  }, 120_000);
});
