import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import type { KeyVault, SealedKey } from "@bunch/core/ports/key-vault";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { type Bunch, startBunch } from "../../../../tools/testing/start-bunch.ts";
import {
  createTestDatabase,
  testUserId as userId,
} from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { until } from "../../../../tools/testing/until.ts";
import { readConfig } from "../config.ts";
import { rotateStoredKeys } from "../rotate-stored-keys.ts";
import { recordingCaller } from "../testing/recording-caller.ts";
import { openDatabase } from "../wiring/database.ts";
import { openRotation } from "../wiring/rotation.ts";

type Row = { id: string; sealed: SealedKey; remembered: boolean };
const [oldKey, newKey] = ["3a".repeat(32), "4b".repeat(32)];
const apiKey = "AIzaSyRotated0123456789abcdefghijklmno";
const log = { info: () => {}, warn: () => {}, error: () => {} };
const prompts = Array.from({ length: 100 }, (_, n) => `fox ${n}`);
let emulator: Emulator;
let dataDir: string;
let bunch: Bunch | undefined;
const { post, execute, executionOf, settled } = recordingCaller(() => bunch?.url ?? "");

beforeEach(async () => {
  emulator = await startEmulator({ tinyPictures: true, latency: { kind: "fixed", ms: 250 } });
  dataDir = await makeTestFolder();
});
afterEach(async () => {
  await bunch?.stop();
  bunch = undefined;
  await emulator?.stop();
  await rm(dataDir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
});

const start = (env: Record<string, string> = {}) =>
  startBunch({
    oneProcess: "the key that it makes itself is exchanged",
    dataDir,
    env: { GEMINI_BASE_URL: emulator.url, WORKER_CONCURRENCY: "4", ...env },
  });
const rotate = (env: Record<string, string> = {}) =>
  runStartFile("rotate-keys", { env: { DATA_DIR: dataDir, LOG_DIR: `${dataDir}/logs`, ...env } });
/** As npm run rotate-keys does, but for the twenty seconds that it waits. */
async function rotateHere({ settleMs, said }: { settleMs: number; said: string[] }) {
  const signal = AbortSignal.timeout(60_000);
  const config = readConfig({ DATA_DIR: dataDir });
  const database = await openDatabase(config, log, signal);
  const { connectionString } = database;
  const rotation = await openRotation(config, { connectionString, log, signal });
  const say = (sentence: string) => void said.push(sentence);
  return rotateStoredKeys(rotation, { settleMs, say, signal }).finally(async () => {
    await rotation.close();
    await database.stop();
  });
}
const keysInFile = async () =>
  (await readFile(join(dataDir, "encryption.key"), "utf8")).trim().split("\n");
const remember = async () =>
  ((await post("/api/keys", { api_key: apiKey, test: false })).body as { data: { id: string } })
    .data.id;

async function on<Value>(connectionString: string, work: (client: pg.Client) => Promise<Value>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  return work(client).finally(() => client.end());
}

/** Adopts the database of the data folder, or starts it. */
async function onEmbedded<Value>(work: (client: pg.Client) => Promise<Value>): Promise<Value> {
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(30_000) });
  return on(postgres.superuserConnectionString, work).finally(() => postgres.stop());
}

async function sealedKeys(client: pg.Client): Promise<Row[]> {
  const { rows } = await client.query<Row>(
    `select id, config -> 'api_key_encrypted' as sealed, false as remembered from workflows
     union all select id, sealed, true from provider_keys`,
  );
  return rows;
}

/** Another workflow with a key of its own, as a submission leaves it. */
async function copyWorkflow(client: pg.Client, vault: KeyVault): Promise<void> {
  const workflowId = randomUUID();
  const { account, ...sealed } = vault.seal({ apiKey, userId, workflowId });
  await client.query(
    `insert into workflows (id, user_id, name, prompts, config)
     select $1, user_id, 'copy', prompts, config || $2 from workflows where name is distinct from 'copy' limit 1`,
    [workflowId, JSON.stringify({ api_key_encrypted: sealed, account })],
  );
}

/** How many of these a key opens. */
function openedBy(encryptionKey: string, rows: readonly Row[]): number {
  const vault = createKeyVault({ encryptionKey });
  return rows.filter(({ id, sealed, remembered }) => {
    const which = remembered ? { providerKeyId: id } : { workflowId: id };
    return vault.open({ sealed, userId, ...which }) === apiKey;
  }).length;
}

test("K11, K13, I3: a key that was made here is rotated while a batch is drawn: no call is lost or made twice, and the former key opens nothing that is left", async () => {
  bunch = await start();
  const [former = ""] = await keysInFile();
  const keyId = await remember();
  const id = await execute({ api_key: apiKey, prompts });
  await until("some of it is drawn", async () => (await executionOf(id)).stats.successful > 5);

  const said: string[] = [];
  const rotating = rotateHere({ settleMs: 1500, said });
  await until("a second key is in the file", async () => (await keysInFile()).length === 2);
  const [present = ""] = await keysInFile();
  // Begun while it goes on, by a server that was started before.
  const meanwhile = await execute({ key_id: keyId, prompts: ["a hare", "a bear"] });
  expect(await rotating).toMatchObject({ isDone: true, formerKey: "dropped", shut: new Map() });
  expect(said).toEqual([expect.stringContaining("Bunch is running: waiting")]);
  expect(await keysInFile()).toEqual([present]);
  expect(present).not.toBe(former);

  for (const one of [id, meanwhile])
    expect(await settled(one)).toMatchObject({ status: "completed", stats: { failed: 0 } });
  const after = await execute({ key_id: keyId, prompts: ["an owl"] });
  expect(await settled(after)).toMatchObject({ status: "completed" });
  expect(emulator.calls()).toHaveLength(prompts.length + 3);
  expect(emulator.bill().billedCalls).toBe(prompts.length + 3);
  expect(new Set(emulator.calls().map(({ prompt }) => prompt)).size).toBe(prompts.length + 3);

  const rows = await onEmbedded(sealedKeys);
  expect(rows).toHaveLength(4);
  expect([openedBy(present, rows), openedBy(former, rows)]).toEqual([4, 0]);
  const accounts = await onEmbedded(async (client) => {
    const found = await client.query("select distinct account from workflows");
    return found.rowCount;
  });
  expect(accounts).toBe(1);
  await bunch.stop();
  bunch = await start();
  const later = await execute({ key_id: keyId, prompts: ["a wolf"] });
  expect(await settled(later)).toMatchObject({ status: "completed" });
}, 120_000);

test("K13: the former key stays for a submission that had sealed with it and was not written yet", async () => {
  bunch = await start();
  const [former = ""] = await keysInFile();
  await settled(await execute({ api_key: apiKey, prompts: ["a fox"] }));
  await onEmbedded(async (client) => {
    await client.query("begin");
    await copyWorkflow(client, createKeyVault({ encryptionKey: former }));
    const said: string[] = [];
    const rotating = rotateHere({ settleMs: 100, said });
    await until("it waits", () => said.length > 0);
    expect(await keysInFile()).toHaveLength(2);
    await client.query("commit");
    expect(await rotating).toMatchObject({
      resealed: new Map([
        ["workflow", 2],
        ["remembered key", 0],
        ["webhook secret", 0],
      ]),
      formerKey: "dropped",
    });
  });
  const [present = "", ...others] = await keysInFile();
  expect(others).toEqual([]);
  const rows = await onEmbedded(sealedKeys);
  expect([openedBy(present, rows), openedBy(former, rows)]).toEqual([2, 0]);
}, 60_000);

test("K12: a rotation that is killed in the middle leaves everything openable, and goes on when it is begun again", async () => {
  bunch = await start();
  const [former = ""] = await keysInFile();
  const keyId = await remember();
  const id = await execute({ api_key: apiKey, prompts: ["a fox"] });
  await settled(id);
  await bunch.stop();
  const vault = createKeyVault({ encryptionKey: former });
  await onEmbedded(async (client) => {
    for (let n = 0; n < 120; n += 1) await copyWorkflow(client, vault);
  });

  const killed = await rotate({ CRASH_AT: "batch_resealed:2" });
  expect(killed.output).toContain("CRASH_AT: killed at batch_resealed");
  expect(killed.code).toBeNull();
  const both = await keysInFile();
  expect(both).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), former]);
  const half = await onEmbedded(sealedKeys);
  expect(half).toHaveLength(122);
  expect(both.map((key) => openedBy(key, half))).toEqual([100, 22]);
  bunch = await start();
  const between = await execute({ key_id: keyId, prompts: ["an owl"] });
  expect(await settled(between)).toMatchObject({ status: "completed" });
  await bunch.stop();

  const again = await rotate();
  expect(again.output).toMatch(
    /Sealed anew: 22 \(21 of workflows, 1 remembered, 0 of webhooks\)\. Already under the present key: 101\. Cannot be opened: 0\./,
  );
  expect(again.output).toContain("the former one is gone from there");
  expect(again.code).toBe(0);
  const [present = ""] = both;
  expect(await keysInFile()).toEqual([present]);
  const all = await onEmbedded(sealedKeys);
  expect([openedBy(present, all), openedBy(former, all)]).toEqual([123, 0]);
}, 120_000);

test("K11, K12: keys of the environment are rotated while a batch is drawn, and the former one may then be left out", async () => {
  const database = await createTestDatabase(inject("postgres"));
  const env = { DATABASE_URL: database.connectionString };
  const rotating = { ...env, ENCRYPTION_KEY: newKey, ENCRYPTION_KEY_PREVIOUS: oldKey };
  bunch = await start({ ...env, ENCRYPTION_KEY: oldKey });
  const keyId = await remember();
  const first = await execute({ api_key: apiKey, prompts: ["a fox"] });
  await settled(first);
  await bunch.stop();

  bunch = await start(rotating);
  const second = await execute({ key_id: keyId, prompts });
  await on(database.connectionString, async (client) => {
    // As if this one had been sealed just before the restart.
    const vault = createKeyVault({ encryptionKey: oldKey });
    const { workflow_id: workflowId } = await executionOf(second);
    const { account, ...sealed } = vault.seal({ apiKey, userId, workflowId });
    await client.query("begin; set local role app_rotation");
    await client.query("update workflows set config = config || $2 where id = $1", [
      workflowId,
      JSON.stringify({ api_key_encrypted: sealed, account }),
    ]);
    await client.query("commit");
  });
  await until("some of it is drawn", async () => (await executionOf(second)).stats.successful > 2);
  const done = await rotate(rotating);
  expect((await executionOf(second)).stats.pending).toBeGreaterThan(0);
  expect(done.output).toContain(
    "Sealed anew: 3 (2 of workflows, 1 remembered, 0 of webhooks). Already under the present key: 0.",
  );
  expect(done.output).toContain("ENCRYPTION_KEY_PREVIOUS may be removed now");
  expect(done.code).toBe(0);
  expect(await settled(second)).toMatchObject({
    status: "completed",
    stats: { successful: prompts.length, failed: 0, possible_cost: 0 },
  });
  expect(emulator.calls()).toHaveLength(prompts.length + 1);
  const twice = await rotate(rotating);
  expect(twice.output).toContain("Sealed anew: 0 (0 of workflows, 0 remembered, 0 of webhooks).");
  await bunch.stop();

  const rows = await on(database.connectionString, async (client) => {
    await client.query("set role app_rotation");
    return sealedKeys(client);
  });
  expect([openedBy(newKey, rows), openedBy(oldKey, rows)]).toEqual([3, 0]);
  bunch = await start({ ...env, ENCRYPTION_KEY: newKey });
  const { workflow_id } = await executionOf(first);
  for (const fields of [{ workflow_id }, { key_id: keyId, prompts: ["an owl"] }])
    expect(await settled(await execute(fields))).toMatchObject({ status: "completed" });
  await bunch.stop();

  const alone = await rotate({ ...env, ENCRYPTION_KEY: "5c".repeat(32) });
  expect(alone.output).toMatch(
    /Cannot be opened: 4\.\n4 of them were sealed under the key with the id [0-9a-f]{8}\. If you have that one, set ENCRYPTION_KEY_PREVIOUS/,
  );
  const said = done.output + twice.output + alone.output;
  for (const secret of [oldKey, newKey, apiKey]) expect(said).not.toContain(secret);
  bunch = undefined;
  await database.drop();
}, 120_000);

test("what cannot be rotated is said in a sentence", async () => {
  const nothing = await rotate();
  expect(nothing.output).toContain("There is nothing to rotate:");
  expect(nothing.code).toBe(1);
  const keyless = await rotate({ DATABASE_URL: inject("postgres") });
  expect(keyless.output).toContain("ENCRYPTION_KEY");
  expect(keyless.code).toBe(1);
});
