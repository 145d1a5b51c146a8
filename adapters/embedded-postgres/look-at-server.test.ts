import { spawn } from "node:child_process";
import { once } from "node:events";
import { chown, cp, readFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { lookAtServer } from "./look-at-server.ts";
import { startEmbeddedPostgres } from "./start-embedded-postgres.ts";
import { postmasterOf } from "./testing/postmaster-of.ts";
import { query } from "./testing/query.ts";
import { startChild } from "./testing/start-child.ts";
import { temporaryFolderToRemove } from "./testing/temporary-folder.ts";

vi.setConfig({ testTimeout: 120_000 });
// For all of them together.
const signal = AbortSignal.timeout(600_000);
const serverOf = (folder: string) => join(folder, "postgres", "server");
const clusterOf = (folder: string) => join(serverOf(folder), "cluster");

// One data folder goes through all these accidents, and each test leaves it without a server.
let dataDir = "";
beforeAll(async () => {
  const { folder, remove } = await temporaryFolderToRemove();
  dataDir = join(folder, "data");
  return remove;
}, 30_000);

test("a server whose node process was killed is adopted by the next one, which ends it when it leaves", async () => {
  const killed = startChild("database", { dataDir });
  const { connectionString } = await killed.answer();
  await query(String(connectionString), "create table kept ()");
  const pid = await postmasterOf(clusterOf(dataDir));
  await killed.kill();

  const next = await startEmbeddedPostgres({ dataDir, signal });

  expect(next.adopted).toBe(true);
  expect(await postmasterOf(clusterOf(dataDir))).toBe(pid);
  await query(next.connection.connectionString, "select from kept");
  await next.stop();
  await expect(query(next.connection.connectionString, "select 1")).rejects.toThrow(
    /ENOENT|ECONNREFUSED/,
  );
});

test("PostgreSQL killed in the middle of writing starts again at once with every committed row", async () => {
  const first = await startEmbeddedPostgres({ dataDir, signal });
  await query(first.connection.connectionString, "create table rows (id int primary key)");
  const pid = await postmasterOf(clusterOf(dataDir));
  let committed = 0;
  const writing = writeUntilItFails(first.connection.connectionString, (count) => {
    committed = count;
  });
  for (let waits = 0; committed < 200 && waits < 1000; waits += 1) await pause(5);
  process.kill(pid, "SIGKILL");

  const second = await startEmbeddedPostgres({ dataDir, signal });

  await writing;
  const [row] = await query<{ count: number }>(
    second.connection.connectionString,
    "select count(*)::int as count from rows",
  );
  expect(second.adopted).toBe(false);
  expect(committed).toBeGreaterThanOrEqual(200);
  // The row in flight at the kill may have been committed without our hearing of it.
  expect([committed, committed + 1]).toContain(row?.count);
  await second.stop();
  await first.stop();
});

test("a postmaster.pid that names a living stranger does not stand in the way", async () => {
  const first = await startEmbeddedPostgres({ dataDir, signal });
  const pidFile = join(clusterOf(dataDir), "postmaster.pid");
  const written = await readFile(pidFile, "utf8");
  await first.stop();
  const stranger = await strangerOfSameUser(dataDir);
  const stale = written.replace(/^\d+/, String(stranger.pid));
  await writeFile(pidFile, stale);
  await writeFile(join(serverOf(dataDir), "socket", ".s.PGSQL.5432.lock"), stale);

  const second = await startEmbeddedPostgres({ dataDir, signal });

  expect(second.adopted).toBe(false);
  expect(await postmasterOf(clusterOf(dataDir))).not.toBe(stranger.pid);
  await second.stop();
});

test("two data folders never share a database, not even the copy of one whose server runs", async () => {
  const copied = `${dataDir}-copy`;
  const original = await startEmbeddedPostgres({ dataDir, signal });
  await query(original.superuserConnectionString, "checkpoint");
  await cp(dataDir, copied, { recursive: true, filter: (path) => !path.includes(".s.PGSQL") });
  await giveLike(dataDir, copied);

  const copy = await startEmbeddedPostgres({ dataDir: copied, signal });

  expect(copy.adopted).toBe(false);
  await query(copy.connection.connectionString, "create table mine ()");
  await expect(query(original.connection.connectionString, "select from mine")).rejects.toThrow(
    /does not exist/,
  );
  const [shown] = await query(copy.superuserConnectionString, "show data_directory");
  expect(shown).toEqual({ data_directory: clusterOf(copied) });
  await Promise.all([copy.stop(), original.stop()]);
});

test("a server that lives but does not answer is seen as silent, so that nobody starts a second one on its files", async () => {
  const database = await startEmbeddedPostgres({ dataDir, signal });
  const pid = await postmasterOf(clusterOf(dataDir));
  const serverFolder = serverOf(dataDir);
  const place = {
    home: join(dataDir, "postgres"),
    serverFolder,
    clusterFolder: clusterOf(dataDir),
    socketFolder: join(serverFolder, "socket"),
    account: undefined,
  };
  expect(await lookAtServer(place)).toMatchObject({ state: "answers" });

  process.kill(pid, "SIGSTOP");
  const sight = await lookAtServer(place).finally(() => process.kill(pid, "SIGCONT"));

  expect(sight).toMatchObject({ state: "silent", pid });
  await database.stop();
  expect(await lookAtServer(place)).toEqual({ state: "absent" });
});

async function writeUntilItFails(
  connectionString: string,
  told: (count: number) => void,
): Promise<void> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    for (let id = 1; id <= 1_000_000; id += 1) {
      await client.query("insert into rows values ($1)", [id]);
      told(id);
    }
  } catch {
    await client.end().catch(() => {});
  }
}

/** A copy made by root keeps the modes but not the owners, which the server insists on. */
async function giveLike(original: string, copied: string): Promise<void> {
  const { uid, gid } = await stat(serverOf(original));
  const names = await readdir(serverOf(copied), { recursive: true });
  await Promise.all(["", ...names].map((name) => chown(join(serverOf(copied), name), uid, gid)));
}

/** Some other program run by the server's own user: PostgreSQL takes that for a server of its own. */
async function strangerOfSameUser(folder: string): Promise<{ pid: number }> {
  const { uid, gid } = await stat(serverOf(folder));
  const child = spawn("sleep", ["60"], {
    stdio: "ignore",
    ...(process.getuid?.() === 0 && { uid, gid }),
  });
  onTestFinished(() => {
    child.kill();
  });
  await once(child, "spawn");
  return { pid: child.pid ?? 0 };
}
