import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from "vitest";
import { runStartFile } from "../../../../tools/testing/run-start-file.ts";
import { serversFor } from "../../../../tools/testing/servers-for.ts";
import { startBunch } from "../../../../tools/testing/start-bunch.ts";
import { createTestDatabase, testUserId } from "../../../../tools/testing/test-database.ts";
import { makeTestFolder } from "../../../../tools/testing/test-folder.ts";

const [ana, twin, other] = [randomUUID(), randomUUID(), randomUUID()];
let dataDir: string;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: pg.Client;
beforeAll(async () => {
  dataDir = await makeTestFolder();
  database = await createTestDatabase(inject("postgres"));
  owner = new pg.Client({ connectionString: database.connectionString });
  await owner.connect();
  await owner.query(
    "insert into auth.users (id, email) values ($1, 'Ana@Example.com'), ($2, 'twin@example.com'), ($3, 'twin@example.com')",
    [ana, twin, other],
  );
});
afterAll(async () => {
  await owner?.end();
  await database?.drop();
  await rm(dataDir, { recursive: true, force: true });
});

const run = (...args: string[]) =>
  runStartFile("admin", {
    args,
    env: {
      DATA_DIR: dataDir,
      LOG_DIR: `${dataDir}/logs`,
      DATABASE_URL: database.connectionString,
    },
  });

test("U19: whoever has the database makes the first admin by e-mail or id, sees who is one, and takes it away", async () => {
  expect(await run("list")).toMatchObject({
    code: 0,
    output: expect.stringContaining("Nobody is an admin."),
  });
  const granted = await run("grant", "ana@example.COM");
  expect(granted).toMatchObject({ code: 0 });
  expect(granted.output).toContain(`Ana@Example.com (${ana}) is now an admin.`);
  expect((await run("grant", ana)).output).toContain("is already an admin.");
  const listed = await run("list");
  expect(listed.output).toContain(`Ana@Example.com (${ana})`);
  expect(listed.output).not.toContain(twin);
  const taken = await run("revoke", ana.toUpperCase());
  expect(taken.output).toContain(`(${ana}) is now no admin.`);
  expect(taken.output).toContain("Nobody is an admin any more");
  const { rows } = await owner.query(
    "select user_id, actor, subject, details from audit_events where action = 'role.changed' order by at",
  );
  const bySystem = { user_id: null, actor: "system", subject: ana };
  expect(rows).toEqual([
    { ...bySystem, details: { before: null, after: "admin" } },
    { ...bySystem, details: { before: "admin", after: null } },
  ]);
});

test("U19: who is unknown, or one of two, or not said, is refused with what to do, and nothing changes", async () => {
  for (const [args, sentence] of [
    [["grant", "nobody@example.com"], "let them sign in once, then run this again."],
    [["grant", "%"], "Nobody here has the e-mail or id %."],
    [["grant", "twin@example.com"], "Name the one you mean by the id:"],
    [["grant"], "npm run admin -- grant you@example.com"],
    [["appoint", "ana@example.com"], "npm run admin -- grant you@example.com"],
    [[], "npm run admin -- list"],
  ] as const) {
    const refused = await run(...args);
    expect([args, refused.code]).toEqual([args, 1]);
    expect(refused.output).toContain("Nothing was changed.");
    expect(refused.output).toContain(sentence);
    expect(refused.output).not.toContain("    at ");
  }
  expect((await owner.query("select from user_roles")).rowCount).toBe(0);
  expect((await run("grant", testUserId)).output).toContain(`${testUserId} is now an admin.`);
});

test("U19: beside a running server it holds from the next request on", async () => {
  const folder = await makeTestFolder();
  const bunch = await startBunch({ dataDir: folder });
  onTestFinished(async () => {
    await bunch.stop();
    await rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
  });
  const status = async () => {
    const response = await fetch(`${bunch.url}/api/admin/users`);
    await response.body?.cancel();
    return response.status;
  };
  // On the database that the server has, wherever the suite runs.
  const onServers = await serversFor(folder);
  const env = { DATA_DIR: folder, LOG_DIR: `${folder}/logs`, ...onServers?.env };
  expect(await status()).toBe(403);
  const unknown = await runStartFile("admin", { args: ["grant", "me@example.com"], env });
  expect(unknown.output).toContain(`there is one local user: ${testUserId}.`);
  expect(await runStartFile("admin", { args: ["grant", testUserId], env })).toMatchObject({
    code: 0,
  });
  expect(await status()).toBe(200);
  await runStartFile("admin", { args: ["revoke", testUserId], env });
  expect(await status()).toBe(403);
});

test("U19: where there is no database yet it makes none", async () => {
  const folder = await makeTestFolder();
  const env = { DATA_DIR: folder, LOG_DIR: `${folder}/logs` };
  const refused = await runStartFile("admin", { args: ["list"], env });
  expect(refused).toMatchObject({ code: 1, output: expect.stringContaining("holds no database") });
  await rm(folder, { recursive: true, force: true });
});
