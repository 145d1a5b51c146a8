import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { startStorageServer, stubKeys } from "@bunch/adapters/objects/testing/storage-server";
import { successOf } from "@bunch/contracts/envelope";
import { CreatedToken } from "@bunch/contracts/token";
import pg from "pg";
import { afterEach, beforeEach, expect, inject, test } from "vitest";
import { z } from "zod";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { type AuthStub, startAuthStub } from "../../../../tools/testing/start-auth-stub.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";
import { startTestServer, type TestServer } from "../http/testing/start-test-server.ts";

const ana = "aaaaaaaa-0000-4000-8000-00000000000a";
type Stubs = { storage: Awaited<ReturnType<typeof startStorageServer>>; auth: AuthStub };
let one: Stubs;
let other: Stubs;
let server: TestServer;
let home: string;
let emptyDatabase: string;

async function openStubs(): Promise<Stubs> {
  const storage = await startStorageServer();
  return { storage, auth: await startAuthStub({ storageUrl: storage.url }) };
}
const envOf = ({ auth }: Stubs) => ({
  SUPABASE_URL: auth.url,
  SUPABASE_PUBLISHABLE_KEY: "sb_publishable_for-browsers",
  SUPABASE_SECRET_KEY: stubKeys.secret,
  STORAGE_PRIVATE: "1",
  ENCRYPTION_KEY: "0f".repeat(32),
});

beforeEach(async () => {
  home = await makeTestFolder();
  one = await openStubs();
  other = await openStubs();
  server = await startTestServer({ withWorker: true, env: envOf(one) });
  await server.owner.query("insert into auth.users (id) values ($1)", [ana]);
  const name = `empty_${crypto.randomUUID().replaceAll("-", "")}`;
  await onOwner(inject("postgres"), `create database ${name}`);
  emptyDatabase = server.connectionString.replace(/\/test_[0-9a-f]+/, `/${name}`);
}, 60_000);
afterEach(async () => {
  await server?.close();
  for (const { auth, storage } of [one, other]) {
    await auth.stop();
    await storage.stop();
  }
  await rm(home, { recursive: true, force: true });
});

async function onOwner(connectionString: string, statement: string) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await client.query<Record<string, unknown>>(statement);
  } finally {
    await client.end();
  }
}

async function draw(prompts: string[]): Promise<void> {
  const headers = { authorization: `Bearer ${await one.auth.token({ sub: ana })}` };
  const response = await server.send({ api_key: "key-of-ana", prompts }, headers);
  expect(response.status).toBe(202);
  const answer = z.object({ data: z.object({ execution_id: z.uuid() }) });
  const { execution_id: id } = answer.parse(await response.json()).data;
  await (await server.call(`/api/executions/${id}/events`, { headers })).text();
  await server.copiesMade();
}

const backUp = (folder: string) =>
  runStartFile("backup", {
    args: [folder],
    env: {
      ...envOf(one),
      DATABASE_URL: server.connectionString,
      DATA_DIR: server.dataDir,
      LOG_DIR: join(home, "logs"),
    },
  });
const restore = (folder: string, dataDir: string, args: string[] = []) =>
  runStartFile("restore", {
    args: [folder, ...args],
    env: {
      ...envOf(other),
      DATABASE_URL: emptyDatabase,
      DATA_DIR: join(home, dataDir),
      LOG_DIR: join(home, "logs"),
    },
  });
const digests = ({ storage }: Stubs) =>
  [...storage.state.objects]
    .map(([key, { bytes }]) => [key, createHash("sha256").update(bytes).digest("hex")] as const)
    .toSorted();
const downloads = () =>
  one.storage.requests.filter(
    ({ method, path }) => method === "GET" && path.includes("/object/authenticated/"),
  ).length;

test("B5, B6: pictures come out of one project's Storage and go into another's, and its tokens are revoked", async () => {
  await draw(["a red fox", "a blue hare", "a bee"]);
  const headers = { authorization: `Bearer ${await one.auth.token({ sub: ana })}` };
  const made = await server.call("/api/tokens", {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    body: JSON.stringify({ name: "nightly", scope: "run" }),
  });
  expect(successOf(CreatedToken).parse(await made.json()).data.token).toMatch(/^bunch_/);

  const folder = join(home, "backups", "monday");
  const taken = await backUp(folder);
  expect(taken.output).toContain("Pictures: 3.");
  expect(taken.code).toBe(0);
  const manifest: unknown = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({ pictures: { count: 3, missing: [], damaged: [] } });

  // Storage breaks down on the way in: nothing but pictures is left, and the next try goes on.
  other.storage.state.faults.mayNotRemove.clear();
  other.storage.makeBucket({ id: "workflow-results", public: false, file_size_limit: 100 });
  const inVain = await restore(folder, "in-vain");
  expect(inVain.output).toContain("takes files up to 100 bytes only");
  expect(inVain.code).toBe(1);
  expect(await readdir(join(home, "in-vain"))).toEqual([]);

  other.storage.makeBucket({ id: "workflow-results", public: false });
  const back = await restore(folder, "restored");
  expect(back.output).toContain("1 API token was revoked");
  expect(back.code).toBe(0);
  expect(digests(other)).toEqual(digests(one));
  expect(digests(other)).toHaveLength(9);
  expect(existsSync(join(home, "restored", "pictures"))).toBe(false);
  const { rows } = await onOwner(
    emptyDatabase,
    "select revoked_at is not null as revoked from api_tokens",
  );
  expect(rows).toEqual([{ revoked: true }]);
}, 300_000);

test("B5: the next backup beside it fetches only what is new, and says what is missing", async () => {
  await draw(["a red fox", "a blue hare"]);
  const [monday, tuesday] = [join(home, "monday"), join(home, "tuesday")];
  expect((await backUp(monday)).code).toBe(0);
  await draw(["a bee", "a wasp"]);
  const before = downloads();
  const lost = [...one.storage.state.objects.keys()].filter((key) =>
    /[0-9a-f]{32}\.png$/.test(key),
  );
  const { rows } = await server.owner.query<{ path: string }>(
    `select object_path as path from workflow_batch_results where prompt_text = 'a wasp'`,
  );
  const [gone] = rows;
  expect(lost.some((key) => key.endsWith(gone?.path ?? "no path"))).toBe(true);
  one.storage.state.objects.delete(`workflow-results/${gone?.path}`);
  const taken = await backUp(tuesday);
  expect(taken.output).toContain("1 pictures were missing or damaged");
  // The bee with its two copies, and the wasp that is not there.
  expect(downloads() - before).toBe(4);
  const manifest: unknown = JSON.parse(await readFile(join(tuesday, "manifest.json"), "utf8"));
  expect(manifest).toMatchObject({ pictures: { count: 3, missing: [gone?.path] } });
  const names = await readdir(join(monday, "pictures"), { recursive: true });
  const picture = names.find((name) => name.endsWith(".png")) ?? "";
  const inodes = [monday, tuesday].map((folder) => stat(join(folder, "pictures", picture)));
  const [first, second] = await Promise.all(inodes);
  expect(first?.ino).toBe(second?.ino);
}, 420_000);
