import { mkdtemp, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { type Bunch, type Starting, startOneProcess } from "../testing/start-one-process.ts";
import { createEmptyDatabase } from "../testing/test-database.ts";
import { makeTestFolder } from "../testing/test-folder.ts";
import { until } from "../testing/until.ts";
import { layOut, newMigrations, readFormerRelease, whyNotHere } from "./former-release.ts";

const former = await readFormerRelease();
const missing = await whyNotHere(former);
if (missing) console.warn(missing);
const mustRun = process.env["BUNCH_NO_SKIPS"] === "1";

const pictures = 40;
const slots = 3;
let program: string;
let home: string;
let emulator: Emulator;
let database: Awaited<ReturnType<typeof createEmptyDatabase>>;
const running = new Set<Bunch>();

beforeAll(async () => {
  home = await makeTestFolder();
  program = await mkdtemp(join(home, "former-"));
  if (missing === null) await layOut(former, program);
  emulator = await startEmulator({
    tinyPictures: true,
    latency: { kind: "uniform", minMs: 300, maxMs: 600 },
  });
  database = await createEmptyDatabase(inject("postgres"));
});
afterEach(async () => {
  await Promise.all([...running].map((one) => one.stop()));
  running.clear();
});
afterAll(async () => {
  await emulator.stop();
  await database.drop();
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

async function start(role: "api" | "worker", version: "former" | "this"): Promise<Bunch> {
  const starting: Starting = {
    dataDir: join(home, "data"),
    role,
    env: {
      DATABASE_URL: database.connectionString,
      ENCRYPTION_KEY: "5e".repeat(32),
      GEMINI_BASE_URL: emulator.url,
      WORKER_CONCURRENCY: String(slots),
      LOG_DIR: join(home, `logs-${role}-${version}`),
    },
  };
  const bunch = await startOneProcess(version === "former" ? { ...starting, program } : starting);
  running.add(bunch);
  return bunch;
}

async function submit(api: Bunch, name: string): Promise<string> {
  const form = new FormData();
  form.set("api_key", "AIzaRolling");
  form.set("prompts", JSON.stringify(Array.from({ length: pictures }, (_, n) => `${name} ${n}`)));
  return (await api.client.execute(form, crypto.randomUUID())).execution_id;
}

async function rows<Row extends pg.QueryResultRow>(statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  return client
    .query<Row>(statement)
    .then(({ rows: found }) => found)
    .finally(() => client.end());
}

test.skipIf(missing !== null && !mustRun)(
  "F22: the former release and this one draw side by side on one database, while its schema is brought up under the former; nothing is paid twice, and each leaves on SIGTERM without a doubt",
  async () => {
    const old = { api: await start("api", "former"), worker: await start("worker", "former") };
    const before = await submit(old.api, "sent before the deploy");
    await until("the former draws", () => emulator.calls().length > slots);

    const added = await newMigrations(program);
    const now = { api: await start("api", "this"), worker: await start("worker", "this") };
    const applied = await rows<{ file: string }>(
      "select version || '_' || name || '.sql' as file from supabase_migrations.schema_migrations",
    );
    expect(applied.map(({ file }) => file)).toEqual(expect.arrayContaining(added));
    const ids = [
      before,
      await submit(now.api, "sent to the new"),
      await submit(old.api, "sent to the former after the deploy began"),
    ];
    // Each API tells of every batch, whoever took it in.
    for (const api of [old.api, now.api])
      for (const id of ids)
        expect((await api.client.getExecution(id)).stats.total_results).toBe(pictures);
    const drawnBy = async () => {
      const found = await rows<{ done: number }>(
        `select count(*)::int as done from result_attempts where state = 'settled' group by worker_id`,
      );
      return found.map(({ done }) => done);
    };
    await until("both versions draw", async () => {
      const each = await drawnBy();
      return each.length === 2 && each.every((done) => done > 2 * slots);
    });

    for (const one of [old.worker, old.api]) {
      one.kill("SIGTERM");
      expect(await one.ended, one.output()).toBe(0);
      running.delete(one);
    }
    await startsAgain(added.length > 0);

    await until(
      "all three have ended",
      async () => {
        const all = await Promise.all(ids.map((id) => now.api.client.getExecution(id)));
        return all.every((one) => one.completed_at !== null);
      },
      { withinMs: 90_000, give: () => now.worker.output() },
    );
    let settled = 0;
    for (const id of ids) {
      const { stats } = await now.api.client.getExecution(id);
      expect(stats).toMatchObject({ successful: pictures, failed: 0, possible_cost: 0 });
      for (const { api_cost: cost } of (await now.api.client.listResults(id)).data)
        settled += Math.round((cost ?? 0) * 1e6);
    }
    expect(emulator.calls()).toHaveLength(ids.length * pictures);
    expect(settled).toBe(emulator.bill().costMicros);
    for (const one of [now.worker, now.api]) {
      one.kill("SIGTERM");
      expect(await one.ended, one.output()).toBe(0);
      running.delete(one);
    }
  },
  240_000,
);

/** A process of the former release that is started once more in the middle of the deploy, as after a crash. */
async function startsAgain(isNewer: boolean): Promise<void> {
  const started = start("worker", "former");
  if (isNewer && !former.restartsOnNewerSchema) {
    await expect(started).rejects.toThrow("The database was last used by a newer Bunch");
    return;
  }
  const worker = await started;
  worker.kill("SIGTERM");
  expect(await worker.ended, worker.output()).toBe(0);
  running.delete(worker);
}

test("what a migration takes away is a file of its own, named contract_, in a later release", async () => {
  const takesAway =
    /\bdrop (table|column|function|view|schema|type)\b|\brename (to|column)\b|\bset not null\b|\balter column \w+ (set data )?type\b/i;
  const folder = fileURLToPath(new URL("../../supabase/migrations/", import.meta.url));
  const wrong: string[] = [];
  for (const file of missing === null ? await newMigrations(program) : []) {
    const sql = (await readFile(join(folder, file), "utf8")).replace(/--.*$/gm, "");
    if (takesAway.test(sql) && !/^\d{14}_contract_/.test(file)) wrong.push(file);
  }
  expect(wrong).toEqual([]);
});
