import { appendFile, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { DataFolderBusy, lockDataFolder } from "./data-folder-lock.ts";
import { processIdentity } from "./process-identity.ts";
import { startChild } from "./testing/start-child.ts";
import { temporaryFolder } from "./testing/temporary-folder.ts";

vi.setConfig({ testTimeout: 30_000 });
const never = new AbortController().signal;

test("the first server gets the data folder, a second one is told who holds it and what to do", async () => {
  const dataDir = join(await temporaryFolder(), "data");
  const holder = startChild("lock", { dataDir, waitMs: 0, describe: "the server on port 3000" });
  expect(await holder.answer()).toEqual({ held: true });

  const refused = lockDataFolder({
    dataDir,
    signal: never,
    waitMs: 200,
    describe: "a second server",
  });

  await expect(refused).rejects.toThrow(DataFolderBusy);
  await expect(refused).rejects.toThrow(
    new RegExp(
      `the server on port 3000 \\(process ${holder.pid}.*Stop it with "kill ${holder.pid}".*DATA_DIR`,
    ),
  );
});

test("a waiting server goes on the moment the draining one lets go", async () => {
  const dataDir = await temporaryFolder();
  const first = await lockDataFolder({ dataDir, signal: never, waitMs: 0, describe: "the first" });
  const second = startChild("lock", { dataDir, waitMs: 15_000, describe: "the second" });
  const answer = second.answer();

  await first.release();

  expect(await answer).toEqual({ held: true });
});

test("a holder ended by kill -9 holds nothing any more", async () => {
  const dataDir = await temporaryFolder();
  const holder = startChild("lock", { dataDir, waitMs: 0, describe: "the killed one" });
  await holder.answer();
  await holder.kill();

  const lock = await lockDataFolder({
    dataDir,
    signal: never,
    waitMs: 0,
    describe: "the next one",
  });

  expect(JSON.parse(await readFile(join(dataDir, "server.json"), "utf8"))).toMatchObject({
    describe: "the next one",
  });
  await lock.release();
});

test("a process number that lives again as somebody else does not hold the folder", async () => {
  const dataDir = await temporaryFolder();
  const stale = {
    pid: process.pid,
    identity: "another boot 12345",
    describe: "a dead server",
    since: "2026-01-01",
  };
  await writeFile(join(dataDir, "server.json"), JSON.stringify(stale));

  const lock = await lockDataFolder({
    dataDir,
    signal: never,
    waitMs: 0,
    describe: "the next one",
  });

  await lock.release();
});

test("a living holder keeps the folder even if it lost the kernel's lock", async () => {
  const dataDir = await temporaryFolder();
  const identity = await processIdentity(process.ppid);
  expect(identity).toBeDefined();
  const living = {
    pid: process.ppid,
    identity,
    describe: "a careless server",
    since: "2026-01-01",
  };
  await writeFile(join(dataDir, "server.json"), JSON.stringify(living));

  const refused = lockDataFolder({
    dataDir,
    signal: never,
    waitMs: 0,
    describe: "a second server",
  });

  await expect(refused).rejects.toThrow(/a careless server/);
});

test("of six servers starting at once never two hold the folder", async () => {
  const dataDir = await temporaryFolder();
  const diary = join(dataDir, "diary");
  await appendFile(diary, "");
  const children = Array.from({ length: 6 }, (_, index) =>
    startChild("lock", { dataDir, waitMs: 20_000, describe: `server ${index}`, diary }),
  );

  await Promise.all(
    children.map(async (child) => {
      expect(await child.answer()).toEqual({ held: true });
      child.tell("let go");
      expect(await child.answer()).toEqual({ released: true });
    }),
  );

  const lines = (await readFile(diary, "utf8")).trim().split("\n");
  expect(lines).toHaveLength(12);
  for (let index = 0; index < lines.length; index += 2) {
    expect(lines[index]).toMatch(/^in /);
    expect(lines[index + 1]).toBe(lines[index]?.replace("in ", "out "));
  }
});

test("waiting ends when its signal says so, and the lock may be let go twice", async () => {
  const dataDir = await temporaryFolder();
  const first = await lockDataFolder({ dataDir, signal: never, waitMs: 0, describe: "the first" });
  const abort = new AbortController();
  const waiting = lockDataFolder({ dataDir, signal: abort.signal, describe: "the second" });
  abort.abort(new Error("asked to end"));

  await expect(waiting).rejects.toThrow();
  await first.release();
  const third = await lockDataFolder({ dataDir, signal: never, waitMs: 0, describe: "the third" });
  await first.release();

  await expect(
    lockDataFolder({ dataDir, signal: never, waitMs: 0, describe: "the fourth" }),
  ).rejects.toThrow(/the third/);
  await third.release();
});

test("a data folder that is made is not readable by others", async () => {
  const dataDir = join(await temporaryFolder(), "data");
  const lock = await lockDataFolder({ dataDir, signal: never, waitMs: 0, describe: "the first" });

  expect((await stat(dataDir)).mode & 0o066).toBe(0);
  expect((await stat(join(dataDir, "server.lock"))).mode & 0o077).toBe(0);
  await lock.release();
});
