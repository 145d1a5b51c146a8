import { access, mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { beforeAll, expect, test, vi } from "vitest";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { postmasterOf } from "./testing/postmaster-of.ts";
import { query } from "./testing/query.ts";
import { startChild } from "./testing/start-child.ts";
import { temporaryFolder, temporaryFolderToRemove } from "./testing/temporary-folder.ts";
import { waitUntil } from "./wait-until.ts";

vi.setConfig({ testTimeout: 120_000 });
// For all of them together.
const signal = AbortSignal.timeout(600_000);
const clusterOf = (folder: string) => join(folder, "postgres", "server", "cluster");

// One data folder goes through these tests in order: the next finds what the one before left.
let dataDir = "";
beforeAll(async () => {
  const { folder, remove } = await temporaryFolderToRemove();
  dataDir = join(folder, "data");
  return remove;
}, 30_000);

test("a fresh data folder gets PostgreSQL 15: safe on a crash, private, and with the role postgres as on Supabase", async () => {
  process.env["BUNCH_TEST_SECRET"] = "a-key-nobody-else-may-see";
  const database = await startEmbeddedPostgres({ dataDir, signal });
  delete process.env["BUNCH_TEST_SECRET"];

  const [settings] = await query(
    database.superuserConnectionString,
    `select current_setting('server_version_num')::int / 10000 as major, current_setting('data_checksums') as checksums,
       current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
       current_setting('listen_addresses') as addresses, current_setting('server_encoding') as encoding,
       (select datcollate from pg_database where datname = 'postgres') as collation, current_user as role`,
  );

  expect(database.adopted).toBe(false);
  expect(settings).toEqual({
    major: 15,
    checksums: "on",
    fsync: "on",
    commits: "on",
    addresses: "",
    encoding: "UTF8",
    collation: "C",
    role: "supabase_admin",
  });
  expect((await stat(join(dataDir, "postgres", "server", "socket"))).mode & 0o777).toBe(0o700);

  const ask = (text: string) => query(database.connection.connectionString, text);

  const [role] = await ask(
    `select rolname, rolsuper, rolcreaterole, rolcreatedb, rolbypassrls, rolcanlogin,
       (select pg_get_userbyid(datdba) from pg_database where datname = 'postgres') as owner
     from pg_roles where rolname = current_user`,
  );

  expect(role).toEqual({
    rolname: "postgres",
    rolsuper: false,
    rolcreaterole: true,
    rolcreatedb: true,
    rolbypassrls: true,
    rolcanlogin: true,
    owner: "postgres",
  });
  await ask("create role app_api login noinherit");
  await ask("create table public.notes (text text); alter table notes enable row level security");
  await ask("grant usage on schema public to app_api; grant app_api to postgres");
  await ask("create schema private; create extension pgcrypto");
  await expect(ask("alter system set fsync = off")).rejects.toThrow(/permission denied/);

  const pid = await postmasterOf(clusterOf(dataDir));

  if (process.platform === "linux") {
    expect(await readFile(`/proc/${pid}/environ`, "utf8")).not.toContain(
      "a-key-nobody-else-may-see",
    );
    expect(await sessionOf(pid)).not.toBe(await sessionOf(process.pid));
  } else {
    expect(pid).toBeGreaterThan(0);
  }
  await database.stop();
});

test("what was committed is there the next time", async () => {
  const first = await startEmbeddedPostgres({ dataDir, signal });
  await query(first.connection.connectionString, "create table kept as select 42 as answer");
  await first.stop();

  const second = await startEmbeddedPostgres({ dataDir, signal });

  expect(second.adopted).toBe(false);
  expect(await query(second.connection.connectionString, "select answer from kept")).toEqual([
    { answer: 42 },
  ]);
  await second.stop();
});

test("a second user adopts the running server, and only the last one to leave ends it", async () => {
  const first = await startEmbeddedPostgres({ dataDir, signal });
  const second = startChild("database", { dataDir });
  const { adopted, connectionString } = await second.answer();
  expect(adopted).toBe(true);
  expect(connectionString).toBe(first.connection.connectionString);

  await first.stop();
  await first.stop();
  expect(await query(String(connectionString), "select 1 as one")).toEqual([{ one: 1 }]);

  second.tell("leave");
  expect(await second.answer()).toEqual({ stopped: true });
  await expect(query(String(connectionString), "select 1")).rejects.toThrow(/ENOENT|ECONNREFUSED/);
});

test("four users starting at once make one server", async () => {
  const fresh = join(await temporaryFolder(), "data");
  const children = Array.from({ length: 4 }, () => startChild("database", { dataDir: fresh }));

  const answers = await Promise.all(children.map((child) => child.answer()));

  expect(answers.filter(({ adopted }) => adopted === false)).toHaveLength(1);
  expect(answers.filter(({ adopted }) => adopted === true)).toHaveLength(3);
  expect(new Set(answers.map(({ connectionString }) => connectionString)).size).toBe(1);
  for (const child of children) {
    child.tell("leave");
    expect(await child.answer()).toEqual({ stopped: true });
  }
});

test("a deleted data folder starts empty, even if it was deleted under the running server", async () => {
  const first = await startEmbeddedPostgres({ dataDir, signal });
  await query(first.connection.connectionString, "create table gone ()");
  const pid = await postmasterOf(clusterOf(dataDir));
  await rm(dataDir, { recursive: true });
  await first.stop();
  process.kill(pid, "SIGQUIT");

  const second = await startEmbeddedPostgres({ dataDir, signal });

  expect(second.adopted).toBe(false);
  await expect(query(second.connection.connectionString, "select from gone")).rejects.toThrow(
    /does not exist/,
  );
  await second.stop();
});

test("F11: a server whose process is killed while it is used is there again for the same users, with all that was committed", async () => {
  const fresh = await temporaryFolder();
  const said: string[] = [];
  const database = await startEmbeddedPostgres({
    dataDir: fresh,
    signal,
    log: (message) => said.push(message),
    keepUp: true,
  });
  const { connectionString } = database.connection;
  await query(connectionString, "create table kept (id int); insert into kept values (7)");
  const first = await postmasterOf(clusterOf(fresh));
  process.kill(first, "SIGKILL");
  const again = await waitUntil({
    attempt: () => query(connectionString, "select id from kept").catch(() => undefined),
    waitMs: 60_000,
    pauseMs: 50,
    signal,
  });
  expect(again).toEqual([{ id: 7 }]);
  expect(await postmasterOf(clusterOf(fresh))).not.toBe(first);
  await waitUntil({
    attempt: () => said.join("\n").includes("was gone and has been started again") || undefined,
    waitMs: 10_000,
    pauseMs: 20,
    signal,
  });
  expect(said.join("\n")).toContain("was gone and has been started again");
  await database.stop();
  await expect(postmasterOf(clusterOf(fresh))).rejects.toThrow(/No server/);
});

test("a start that is called off ends what it began, and the next start finds nothing in its way", async () => {
  const fresh = await temporaryFolder();
  for (const afterMs of [5, 80, 200]) {
    const start = startEmbeddedPostgres({ dataDir: fresh, signal: AbortSignal.timeout(afterMs) });
    await expect(start).rejects.toThrow(/timeout/);
    await expect(access(join(clusterOf(fresh), "postmaster.pid"))).rejects.toThrow(/ENOENT/);
  }

  const database = await startEmbeddedPostgres({ dataDir: fresh, signal });

  expect(database.adopted).toBe(false);
  const left = await readdir(join(fresh, "postgres", "server"));
  expect(left.filter((name) => name.startsWith("cluster"))).toEqual(["cluster"]);
  await database.stop();
});

test("a database of another PostgreSQL version is left alone and named", async () => {
  const fresh = await temporaryFolder();
  await mkdir(clusterOf(fresh), { recursive: true });
  await writeFile(join(clusterOf(fresh), "PG_VERSION"), "17\n");

  await expect(startEmbeddedPostgres({ dataDir: fresh, signal })).rejects.toThrow(
    /made by PostgreSQL 17.*DATABASE_URL/,
  );
});

async function sessionOf(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8");
  return line.slice(line.lastIndexOf(")") + 2).split(" ")[3];
}

test("a data folder that cannot be made is named with the mend", async () => {
  const file = join(await temporaryFolder(), "file");
  await writeFile(file, "not a folder");

  const start = startEmbeddedPostgres({ dataDir: join(file, "data"), signal });

  await expect(start).rejects.toThrow(
    /data folder .*file\/data cannot be made: a part of that path is a file.*DATA_DIR/,
  );
});
