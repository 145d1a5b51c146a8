import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";
import { freePort } from "../testing/start-bunch.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { checkInvariants } from "./check-invariants.ts";
import {
  type DatabaseUnderTest,
  openEmbeddedDatabase,
  openServerDatabase,
} from "./database-under-test.ts";
import { startEmulatedProvider } from "./emulated-provider.ts";
import { type FaultProxy, startFaultProxy } from "./fault-proxy.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import type { Lane } from "./lane.ts";
import { createPerson } from "./person.ts";
import { hasRedisLine, type Plan } from "./plan.ts";
import { play } from "./play.ts";
import { seededRandom } from "./seeded-random.ts";
import { hearAll, settle } from "./settle.ts";
import { supervise, type SupervisedProcess } from "./supervised-process.ts";

/** After the last fault everything has to come to its end by itself, and never stand still for so long. */
const usualSettleMs = 30_000;
/** A sleeper that nobody replaces wakes after that. */
const replacedWithinMs = 15_000;

/** What came of a seed. */
export type SeedRun = {
  plan: Plan;
  violations: string[];
  figures: {
    seconds: number;
    calls: number;
    results: number;
    /** Attempts that are doubts to the end. */
    doubts: number;
    starts: number;
    /** Kills, freezes and ends by themselves. */
    deaths: number;
  };
  /** Logs, data and the plan, where something was violated. */
  folder: string | null;
};

/** Runs a plan on the real thing and holds what came of it against I1 to I10. */
export async function runSeed(
  plan: Plan,
  lane: Lane,
  {
    planted = null,
    settleMs = usualSettleMs,
    sleepsUntilReplaced = false,
  }: {
    planted?: string | null;
    settleMs?: number;
    /** Whoever freezes at a crash point goes on only when what it drew was drawn again by another. */
    sleepsUntilReplaced?: boolean;
  } = {},
): Promise<SeedRun> {
  const startedMs = performance.now();
  const folder = await makeTestFolder();
  await using opened = new AsyncDisposableStack();
  const dataDirs = await makeDataDirs(folder, plan);
  const canary = `AIzaSyCANARY${plan.seed}x0123456789abcdefghij`;
  const encryptionKey = hexKey(plan.seed);
  const [provider, database] = await Promise.all([
    startEmulatedProvider({
      seed: plan.seed,
      latency: { kind: "uniform", minMs: plan.latencyMs.least, maxMs: plan.latencyMs.most },
      thinkingTokens: plan.thinking,
      tinyPictures: true,
      longestHangMs: 20_000,
    }),
    openDatabase(plan, lane, dataDirs, encryptionKey),
  ]);
  opened.defer(provider.stop);
  opened.defer(database.close);
  const toProvider = await startFaultProxy({
    target: { port: provider.port },
    faults: plan.lines.provider,
    seed: plan.seed,
  });
  opened.defer(toProvider.stop);
  const toRedis = await openRedisLine(plan, lane);
  if (toRedis) opened.defer(toRedis.stop);

  const over = new AbortController();
  const ports: number[] = [];
  for (const { role } of plan.processes) ports.push(role === "worker" ? 0 : await freePort());
  const processes = plan.processes.map((planned, index) =>
    supervise({
      planned,
      freezeMs: plan.freezeMs,
      ...(sleepsUntilReplaced && { mayGoOn: () => oneWasReplaced(database, over.signal) }),
      env: {
        NODE_ENV: "test",
        BUNCH_SKIP_WEB_BUILD: "1",
        PORT: String(ports[index]),
        DATA_DIR: dataDirs[planned.place - 1] ?? folder,
        LOG_DIR: join(folder, `logs-${planned.name}`),
        GEMINI_BASE_URL: `http://127.0.0.1:${toProvider.port}`,
        WORKER_CONCURRENCY: String(Math.max(1, planned.slots)),
        RETRY_FIRST_WAIT_MS: "20",
        HEARTBEAT_MS: String(plan.heartbeatMs),
        DEATH_AFTER_MS: String(plan.deathAfterMs),
        GENERATION_TIMEOUT_MS: String(plan.generationTimeoutMs),
        ...database.env,
        ...(toRedis ? { REDIS_URL: `redis://127.0.0.1:${toRedis.port}` } : {}),
        ...(planted ? { PLANTED_BUG: planted } : {}),
      },
    }),
  );
  opened.defer(async () => {
    await Promise.all(processes.map((one) => one.stop()));
  });
  opened.defer(() => over.abort());

  const person = createPerson({
    baseUrls: ports.filter((port) => port > 0).map((port) => `http://localhost:${port}`),
    apiKey: canary,
    until: over.signal,
  });
  const violations: string[] = [];
  const starts = () => processes.reduce((sum, one) => sum + one.starts(), 0);
  const story = await play({
    plan,
    person,
    processes,
    database,
    redis: lane.redis,
    pictures: join(dataDirs[0] ?? "", "pictures"),
    until: over.signal,
  });
  for (const line of [toProvider, toRedis, database.line]) line?.mend();
  violations.push(
    ...(await settle({
      database,
      person,
      watched: story.watched,
      decisionOf: (key) => plan.batches[story.batchOf.get(key) ?? 0]?.decision ?? "give_up",
      settleMs,
      starts,
    })),
  );
  const exports = await Promise.all(
    [...story.watched.keys()].flatMap((id) =>
      ["", "/results", "/manifest.csv", "/manifest.json"].map((what) =>
        person.get(`/api/executions/${id}${what}`),
      ),
    ),
  );
  const stopAll = async (some: readonly SupervisedProcess[]): Promise<void> => {
    for (const process of some) {
      const how = await process.stop();
      if (how !== 0) violations.push(`F9: ${process.name} ended with ${how} at SIGTERM.`);
    }
  };
  const isWorker = ({ name }: SupervisedProcess) =>
    plan.processes.some((one) => one.name === name && one.role === "worker");
  // One that still slept tells on its way out what it kept: whoever watches is there to hear it.
  await stopAll(processes.filter(isWorker));
  violations.push(...(await hearAll({ database, watched: story.watched, withinMs: settleMs })));
  over.abort();
  await stopAll(processes.filter((one) => !isWorker(one)));
  const evidence = await gatherEvidence({
    plan,
    database,
    provider,
    toProvider,
    processes,
    dataDirs,
    folder,
    secrets: [canary, encryptionKey],
    exports,
    story,
  });
  violations.push(...checkInvariants(evidence));
  const isKept = violations.length > 0;
  if (isKept) {
    const history = processes.map((one) => one.history);
    await writeFile(
      join(folder, "plan.json"),
      JSON.stringify({ plan, violations, history }, null, 2),
    );
    for (const { name, output } of processes)
      await writeFile(join(folder, `${name}.output.txt`), output());
  }
  await opened.disposeAsync();
  if (!isKept) await rm(folder, { recursive: true, force: true });
  return {
    plan,
    violations: [...new Set(violations)],
    figures: {
      seconds: (performance.now() - startedMs) / 1000,
      calls: evidence.calls.length,
      results: evidence.results.length,
      doubts: evidence.attempts.filter(({ state }) => state === "uncertain").length,
      deaths: evidence.deaths,
      starts: starts(),
    },
    folder: isKept ? folder : null,
  };
}

/** Resolves once a result was completed by another attempt than its first, or all is over. */
async function oneWasReplaced(
  { superuserUrl }: DatabaseUnderTest,
  over: AbortSignal,
): Promise<void> {
  const client = new pg.Client({ connectionString: superuserUrl });
  // One that falls asleep late may find its database gone.
  client.on("error", () => {});
  await client.connect();
  try {
    await until(
      "a result is drawn again",
      async () => {
        if (over.aborted) return true;
        const { rows } = await client.query(
          `select from workflow_batch_results r where status = 'completed' and exists
             (select from result_attempts a where a.result_id = r.id and a.state = 'uncertain')`,
        );
        return rows.length > 0;
      },
      { withinMs: replacedWithinMs },
    );
  } finally {
    await client.end();
  }
}

/** A worker on another machine has a disk of its own, and the pictures' store in common. */
async function makeDataDirs(folder: string, plan: Plan): Promise<string[]> {
  const places = Math.max(...plan.processes.map(({ place }) => place));
  const dataDirs = Array.from({ length: places }, (_, index) => join(folder, `data-${index + 1}`));
  for (const dataDir of dataDirs) await mkdir(dataDir, { mode: 0o711 });
  const [first, ...others] = dataDirs;
  await mkdir(join(first ?? folder, "pictures"), { mode: 0o700 });
  for (const other of others)
    await symlink(join(first ?? folder, "pictures"), join(other, "pictures"));
  return dataDirs;
}

async function openDatabase(
  plan: Plan,
  lane: Lane,
  dataDirs: readonly string[],
  encryptionKey: string,
): Promise<DatabaseUnderTest> {
  if (plan.topology === "all-in-one")
    return openEmbeddedDatabase({ dataDir: dataDirs[0] ?? "", template: lane.template });
  if (!lane.postgres) throw new Error(`The topology ${plan.topology} needs Debian's PostgreSQL.`);
  return openServerDatabase({
    server: lane.postgres,
    faults: plan.lines.database,
    seed: plan.seed + 1,
    encryptionKey,
  });
}

async function openRedisLine(plan: Plan, lane: Lane): Promise<FaultProxy | null> {
  if (!hasRedisLine(plan.topology)) return null;
  if (!lane.redis) throw new Error(`The topology ${plan.topology} needs redis-server.`);
  await lane.redis.flush();
  return startFaultProxy({
    target: { port: lane.redis.port },
    faults: plan.lines.redis,
    seed: plan.seed + 2,
  });
}

function hexKey(seed: number): string {
  const random = seededRandom(seed + 3);
  return Array.from({ length: 64 }, () => random.between(0, 15).toString(16)).join("");
}
