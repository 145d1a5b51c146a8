import { randomUUID } from "node:crypto";
import { mkdir, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import type { EmulatorOptions } from "@bunch/emulator/emulator-options";
import pg from "pg";
import { hasRedis } from "../../testing/has-redis.ts";
import { hasDebianPostgres, startDebianPostgres } from "../../testing/start-debian-postgres.ts";
import { type Bunch, startOneProcess } from "../../testing/start-one-process.ts";
import { makeTestFolder } from "../../testing/test-folder.ts";
import { type EmulatedProvider, startProvider } from "../contestants/emulated-provider.ts";
import { apiKey } from "../contestants/prompts.ts";
import { listProcesses, usageOf } from "../measuring/process-usage.ts";

/** Where the jobs lie. */
export type Backend = "redis" | "postgres";

/** API and worker processes on servers of their own, with the emulator as their provider. */
export type Fleet = {
  apis: Bunch[];
  workers: Bunch[];
  provider: EmulatedProvider;
  /** Sends a batch of so many prompts; its id. */
  submit: (prompts: number) => Promise<string>;
  query: <Row extends pg.QueryResultRow>(statement: string) => Promise<Row[]>;
  /** CPU that PostgreSQL has used so far. */
  databaseCpuMs: () => number;
};

/** Whether this machine has the servers. */
export const hasServers = hasDebianPostgres && hasRedis;

/** Starts all of it for `use`, and clears it away. */
export async function withFleet<Value>(
  input: {
    backend: Backend;
    apis: number;
    workers: number;
    slots: number;
    emulator: Partial<EmulatorOptions>;
  },
  use: (fleet: Fleet) => Promise<Value>,
): Promise<Value> {
  await using opened = new AsyncDisposableStack();
  const folder = await makeTestFolder();
  opened.defer(() => rm(folder, { recursive: true, force: true }));
  // What is measured writes to the disk as in life.
  const postgres = await startDebianPostgres({
    overTcp: true,
    settings: ["max_connections=300", "fsync=on"],
  });
  opened.defer(() => postgres.stop());
  const redis = input.backend === "redis" ? await startRedis() : null;
  if (redis) opened.defer(() => redis.stop());
  const provider = await startProvider({ tinyPictures: true, ...input.emulator });
  opened.defer(() => provider.stop());
  const connectionString = postgres.connectionStringOf("root");
  const start = async (role: "api" | "worker", number: number): Promise<Bunch> => {
    const logs = join(folder, `logs-${role}-${number}`);
    await mkdir(logs);
    const bunch = await startOneProcess({
      dataDir: join(folder, "data"),
      role,
      env: {
        DATABASE_URL: connectionString,
        ENCRYPTION_KEY: "5e".repeat(32),
        GEMINI_BASE_URL: provider.url,
        WORKER_CONCURRENCY: String(input.slots),
        MAX_PROMPTS: "100000",
        RETRY_FIRST_WAIT_MS: "1000",
        LOG_DIR: logs,
        ...(redis?.backend.kind === "redis" ? { REDIS_URL: redis.backend.url } : {}),
      },
    });
    opened.defer(() => bunch.stop());
    return bunch;
  };
  const apis: Bunch[] = [];
  const workers: Bunch[] = [];
  for (let number = 1; number <= input.apis; number += 1) apis.push(await start("api", number));
  for (let number = 1; number <= input.workers; number += 1)
    workers.push(await start("worker", number));
  // Awaited here, or all of it would be cleared away before its use.
  return await use({
    apis,
    workers,
    provider,
    submit: async (prompts) => {
      const form = new FormData();
      form.set("api_key", apiKey);
      const texts = Array.from({ length: prompts }, (_, n) => `a lighthouse at dusk, number ${n}`);
      form.set("prompts", JSON.stringify(texts));
      const sent = await apis[0]!.client.execute(form, randomUUID());
      return sent.execution_id;
    },
    query: async <Row extends pg.QueryResultRow>(statement: string) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      return client
        .query<Row>(statement)
        .then(({ rows }) => rows)
        .finally(() => client.end());
    },
    databaseCpuMs: () => databaseCpuMs(dirname(postgres.socket)),
  });
}

/** Its processes work in the cluster's folder; those that have ended are on the first one's account. */
function databaseCpuMs(home: string): number {
  const processes = listProcesses().filter(({ folder }) => folder.startsWith(`${home}/`));
  const pids = new Set(processes.map(({ pid }) => pid));
  return processes.reduce((sum, { pid, parentPid }) => {
    const usage = usageOf(pid);
    if (!usage) return sum;
    return sum + usage.cpuMs + (pids.has(parentPid) ? 0 : usage.endedChildrenCpuMs);
  }, 0);
}
