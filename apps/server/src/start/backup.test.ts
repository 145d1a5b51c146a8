import { existsSync } from "node:fs";
import { appendFile, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { dirname, join } from "node:path";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { allRows } from "@bunch/adapters/postgres/testing/all-rows";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { pictures } from "../http/testing/pictures.ts";
import { recordingCaller } from "../testing/recording-caller.ts";

type Rows = Awaited<ReturnType<typeof allRows>>;
const key = "AIzaSyBackedUp0123456789abcdefghijklm";
const slots = 4;
const unfinished = ["pending", "processing", "paused"];
let emulator: Emulator;
let home: string;
let dataDir: string;
let backup: string;
let restored: string;
let bunch: Bunch;
let before: Rows;
let completed: string;
let paused: string;
let half: string;
const { post, execute, executionOf, settled } = recordingCaller(() => bunch.url);

const start = (folder: string) =>
  startBunch({
    oneProcess: "it is what is backed up",
    dataDir: folder,
    env: {
      GEMINI_BASE_URL: emulator.url,
      WORKER_CONCURRENCY: String(slots),
      HEARTBEAT_MS: "100",
      DEATH_AFTER_MS: "1000",
    },
  });
const envOf = (folder: string) => ({ DATA_DIR: folder, LOG_DIR: `${folder}-logs` });
const openAttempts = (rows: Rows) =>
  rows["public.result_attempts"]?.filter(({ state }) => state === "sent" || state === "received") ??
  [];

/** One batch complete with references and an extra picture, one paused, one half way with calls under way; then a backup while the server stands still. */
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  home = await makeTestFolder();
  dataDir = join(home, "data");
  backup = join(home, "backup");
  restored = join(home, "restored");
  bunch = await start(dataDir);
  const prompts = Array.from({ length: 8 }, (_, n) => `hare ${n}\twith a tab,\\N and "quotes"`);
  completed = await execute({
    api_key: key,
    prompts,
    name: "naïve\nname",
    reference_images: [pictures.png, pictures.webp].map((bytes) => ({
      data: bytes.toString("base64"),
      name: "a.png",
    })),
  });
  await settled(completed);
  // One round of the slots is drawn, the next has its answers only once the pause is there, which lets it be finished.
  paused = await execute({
    api_key: key,
    prompts: [...prompts, ...prompts].map((prompt, n) =>
      n >= slots && n < 2 * slots ? `${prompt} [[hang_before_headers]]` : prompt,
    ),
  });
  await until("some of it is drawn, and the next is under way", async () => {
    const { stats } = await executionOf(paused);
    return stats.successful === slots && emulator.bill().inFlight === slots;
  });
  expect((await post(`/api/executions/${paused}/pause`, {})).status).toBe(200);
  await until("what was under way is drawn", async () => {
    emulator.release();
    return (await executionOf(paused)).stats.processing === 0;
  });
  await settled(paused);
  emulator.configure({ latency: { kind: "fixed", ms: 1500 } });
  half = await execute({ api_key: key, prompts: [...prompts, ...prompts, ...prompts] });
  await until("half of it is drawn", async () => {
    const { stats } = await executionOf(half);
    return stats.successful >= 8 && stats.processing === slots;
  });
  bunch.kill("SIGSTOP");
  const database = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(30_000) });
  await addLateExtra(database.superuserConnectionString);
  before = await allRows(database.superuserConnectionString);
  await database.stop();
}, 120_000);

afterAll(async () => {
  bunch?.kill("SIGCONT");
  await bunch?.stop();
  await emulator?.stop();
  await rm(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

/** As if an answer had come after its attempt was given up. */
async function addLateExtra(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const bytes = Buffer.from("a late picture");
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const { rows } = await client.query<{ path: string }>(
    `update workflow_batch_results set extra_paths = array[regexp_replace(object_path, '-[0-9a-f]+\\.\\w+$', $2)]
     where id = (select id from workflow_batch_results where execution_id = $1 and batch_index = 0)
     returning extra_paths[1] as path`,
    [completed, `-${hash}.png`],
  );
  await writeFile(join(dataDir, "pictures", rows[0]?.path ?? ""), bytes);
  await client.end();
}

async function picturesIn(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.parentPath.includes(".incoming")) continue;
    const path = join(entry.parentPath, entry.name);
    const hash = createHash("sha256").update(await readFile(path));
    found.set(path.slice(folder.length + 1), hash.digest("hex"));
  }
  return found;
}

test("B1: a backup beside a server that is in the middle of its calls is made in one go, private and complete", async () => {
  expect(openAttempts(before).length).toBeGreaterThan(0);
  const { code, output } = await runStartFile("backup", { args: [backup], env: envOf(dataDir) });
  expect(output).toMatch(/Done\. To bring it back into an empty place: npm run restore -- /);
  expect(output).toContain("keep the folder private");
  expect(code).toBe(0);
  expect(existsSync(`${backup}.part`)).toBe(false);
  expect((await stat(backup)).mode & 0o777).toBe(0o700);
  expect((await stat(join(backup, "encryption.key"))).mode & 0o777).toBe(0o600);
  const manifest = JSON.parse(await readFile(join(backup, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({ format: 1, pictures: { missing: [], damaged: [] } });
  const names = manifest.database.tables.map((table: { name: string }) => table.name);
  expect(names.toSorted()).toEqual(Object.keys(before).toSorted());
  const again = await runStartFile("backup", { args: [backup], env: envOf(dataDir) });
  expect(again.output).toContain(`${backup} is there already, and a backup never writes over`);
  expect(again.code).toBe(1);
});

test("B2: a backup of which one byte has changed is refused, and nothing is left of it", async () => {
  const list = await readFile(join(backup, "checksums.sha256"), "utf8");
  const path = /encryption\.key|models\.json/.exec(list)?.[0] ?? "";
  const whole = await readFile(join(backup, path));
  await appendFile(join(backup, path), "x");
  const refused = await runStartFile("restore", { args: [backup], env: envOf(restored) });
  expect(refused.output).toContain(`is damaged: 1 of its files are missing or changed (${path})`);
  expect(refused.code).toBe(1);
  expect(existsSync(restored)).toBe(false);
  await writeFile(join(backup, path), whole);
});

test("B2: a place that is not empty is refused, naming what to do, and stays as it was", async () => {
  const refused = await runStartFile("restore", { args: [backup], env: envOf(dataDir) });
  expect(refused.output).toContain("a restore never writes over anything");
  expect(refused.output).toContain("Stop Bunch and move that folder away, or set DATA_DIR");
  expect(refused.code).toBe(1);
});

test("B2: no backup, or a folder that is none, is said in a sentence", async () => {
  const env = envOf(restored);
  expect((await runStartFile("restore", { env })).output).toContain(
    "Name its folder: npm run restore -- <folder>",
  );
  const none = await runStartFile("restore", { args: [home], env });
  expect(none.output).toContain(`${home} is no backup: it has no manifest.json.`);
  const empty = await runStartFile("backup", { env: envOf(join(home, "nothing")) });
  expect(empty.output).toContain("There is nothing to back up:");
  expect(existsSync(join(home, "nothing"))).toBe(false);
});

test("B1, B4: what is restored is every row and every byte, but that what was not finished is paused", async () => {
  const { code, output } = await runStartFile("restore", { args: [backup], env: envOf(restored) });
  expect(output).toContain("2 unfinished batches are paused");
  expect(code).toBe(0);
  const signal = AbortSignal.timeout(30_000);
  const database = await startEmbeddedPostgres({ dataDir: restored, signal });
  const after = await allRows(database.superuserConnectionString);
  await database.stop();

  const open = before["public.workflow_executions"]?.filter(({ status }) =>
    unfinished.includes(String(status)),
  );
  expect(open?.map(({ id }) => id).toSorted()).toEqual([half, paused].toSorted());
  const added = after["public.execution_events"]?.filter(
    (event) => !before["public.execution_events"]?.some((one) => sameEvent(one, event)),
  );
  expect(added?.map((event) => [event["execution_id"], event["type"]]).toSorted()).toEqual(
    [
      [half, "execution.paused"],
      [paused, "execution.paused"],
    ].toSorted(),
  );
  for (const event of added ?? []) {
    const execution = open?.find(({ id }) => id === event["execution_id"]);
    expect(event["sequence"]).toBe(Number(execution?.["last_sequence"]) + 1);
  }
  expect(tidied(after)).toEqual(tidied(before));

  const [theirs, ours] = await Promise.all(
    [restored, dataDir].map((folder) => picturesIn(join(folder, "pictures"))),
  );
  const named = JSON.stringify(before).match(/[0-9a-f-]{36}\/[\w./-]+\.(?:png|jpg|jpeg|webp)/g);
  expect(new Set(named).size).toBeGreaterThan(15);
  for (const path of named ?? []) expect(theirs?.has(path), path).toBe(true);
  for (const [path, hash] of theirs ?? []) expect(ours?.get(path), path).toBe(hash);
});

const sameEvent = (one: Record<string, unknown>, other: Record<string, unknown>) =>
  one["execution_id"] === other["execution_id"] && one["sequence"] === other["sequence"];

/** Without what a restore changes: the pause of what was not finished, and which processes are there. */
function tidied(rows: Rows): Rows {
  const events = before["public.execution_events"] ?? [];
  return {
    ...rows,
    "public.workers": (rows["public.workers"] ?? []).map((row) => ({ ...row, left_at: null })),
    "public.execution_events": (rows["public.execution_events"] ?? []).filter((event) =>
      events.some((one) => sameEvent(one, event)),
    ),
    "public.workflow_executions": (rows["public.workflow_executions"] ?? []).map((row) =>
      unfinished.includes(String(row["status"]))
        ? { ...row, status: "open", paused_reason: null, last_sequence: null }
        : row,
    ),
  };
}

test("B4: a restored server takes over what was under way and calls nothing until somebody resumes", async () => {
  bunch.kill("SIGKILL");
  await bunch.ended;
  await until("no call is open", () => emulator.bill().unfinished === 0);
  const billBefore = emulator.bill();
  emulator.configure({ latency: { kind: "fixed", ms: 20 } });
  bunch = await start(restored);
  await until("what was under way is known as a doubt", async () => {
    const { stats } = await executionOf(half);
    return stats.processing === 0 && stats.possible_cost > 0;
  });
  expect(await executionOf(half)).toMatchObject({
    status: "paused",
    reason: {
      code: "restored",
      message: expect.stringMatching(/^Restored from a backup of \d{4}-.* UTC: some of its pict/),
      until: null,
    },
  });
  // The dispatcher works, and passes by what is paused.
  const fresh = await execute({ model: "simulator", prompts: ["a", "b", "c"] });
  expect(await settled(fresh)).toMatchObject({ status: "completed", stats: { successful: 3 } });
  expect(emulator.bill()).toEqual(billBefore);
  expect((await executionOf(completed)).stats).toMatchObject({ successful: 8, failed: 0 });

  const callsBefore = emulator.calls().length;
  const { stats } = await executionOf(half);
  await post(`/api/executions/${half}/resume`, {});
  expect(await settled(half)).toMatchObject({ status: "completed", stats: { successful: 24 } });
  const since = emulator.calls().slice(callsBefore);
  expect(since).toHaveLength(24 - stats.successful);
  expect(since.every(({ keyLastFour }) => keyLastFour === key.slice(-4))).toBe(true);
  expect((await executionOf(paused)).status).toBe("paused");
}, 60_000);

test("B2: what a restore has left half full is not run on", async () => {
  const halfFull = join(home, "half-full");
  await mkdir(halfFull);
  await writeFile(join(halfFull, "restore-unfinished"), dirname(backup));
  const refused = await runStartFile("all-in-one", {
    env: { ...envOf(halfFull), PORT: "0" },
  });
  expect(refused.output).toContain("is under way or was cut short");
  expect(refused.code).toBe(1);
});
