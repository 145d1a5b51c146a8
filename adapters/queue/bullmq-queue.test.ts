import { spawn, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@bunch/core/ports/log";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { startEmbeddedPostgres } from "../embedded-postgres/start-embedded-postgres.ts";
import { createResultQueue } from "./bullmq-queue.ts";
import type { QueueBackend } from "./open-queue.ts";
import type { KillableStore } from "./testing/killable-store.ts";
import { startRedis } from "./testing/start-redis.ts";
import { until } from "./testing/until.ts";

const redisFound = spawnSync("redis-server", ["--version"]).status === 0;
const redisNeeded = process.env.CI !== undefined;
if (!redisFound)
  console.warn(
    "The queue's Redis checks were left out: no redis-server on PATH (apt-get install redis-server).",
  );

describe("the result queue on PostgreSQL", () => checks(startPostgres));
describe.skipIf(!redisFound && !redisNeeded)("the result queue on Redis", () => checks(startRedis));

function checks(start: () => Promise<KillableStore>): void {
  let store: KillableStore;
  beforeAll(async () => {
    store = await start();
  }, 60_000);
  afterAll(async () => await store.stop(), 30_000);

  test("an added result is run, and what it carries is the result's id", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const ran = worker({ slots: 3 });
    const resultIds = [randomUUID(), randomUUID(), randomUUID()];
    await queue.add({ resultIds: [] });
    await queue.add({ resultIds });
    await until(() => ran.ended.length === 3);
    expect(ran.ended.toSorted()).toEqual(resultIds.toSorted());
  });

  test("many results added at once are each run once", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const ran = worker({ slots: 20 });
    const resultIds = Array.from({ length: 200 }, () => randomUUID());
    await queue.add({ resultIds });
    await until(() => ran.ended.length >= 200);
    expect(ran.ended.toSorted()).toEqual(resultIds.toSorted());
  });

  test("D2: a result that is still running may be handed out again, and neither time is lost", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const ran = worker({ slots: 2, holding: true });
    const resultId = randomUUID();
    await queue.add({ resultIds: [resultId] });
    await until(() => ran.running.has(resultId));
    await queue.add({ resultIds: [resultId] });
    await until(() => ran.started === 2);
    ran.releaseOne();
    ran.releaseOne();
    await until(() => ran.ended.length === 2);
    expect(ran.ended).toEqual([resultId, resultId]);
  });

  test("never more results run than there are slots, and a freed slot is filled", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const ran = worker({ slots: 3, holding: true });
    await queue.add({ resultIds: Array.from({ length: 8 }, () => randomUUID()) });
    for (let released = 0; released < 8; released++) {
      await until(
        () => ran.ended.length === released && ran.running.size === Math.min(3, 8 - released),
      );
      ran.releaseOne();
    }
    await until(() => ran.ended.length === 8);
    expect(ran.mostAtOnce).toBe(3);
  });

  test("a run that throws is told and takes neither the worker nor its slot", async () => {
    const { queue, worker, told } = await openQueue(store.backend);
    const ran = worker({ slots: 1, throwing: true });
    const resultIds = [randomUUID(), randomUUID(), randomUUID()];
    await queue.add({ resultIds });
    await until(() => ran.ended.length === 3);
    expect(told.error.map((facts) => String(facts.resultId)).toSorted()).toEqual(
      resultIds.toSorted(),
    );
  });

  test("an abort lets the running results end, starts no other, and loses none", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const leaving = worker({ slots: 2, holding: true });
    const resultIds = Array.from({ length: 6 }, () => randomUUID());
    await queue.add({ resultIds });
    await until(() => leaving.running.size === 2);

    leaving.abort();
    leaving.releaseOne();
    await until(() => leaving.ended.length === 1);
    expect(leaving.left).toBe(false);
    leaving.releaseOne();
    await leaving.work;
    expect(leaving.ended.length).toBe(2);

    const next = worker({ slots: 2 });
    await until(() => next.ended.length === 4);
    expect([...leaving.ended, ...next.ended].toSorted()).toEqual(resultIds.toSorted());
  });

  test("two workers share the results, each run once", async () => {
    const { queue, worker, name } = await openQueue(store.backend);
    const other = await openQueue(store.backend, { name });
    const here = worker({ slots: 2, holding: true });
    const there = other.worker({ slots: 2, holding: true });
    const resultIds = Array.from({ length: 4 }, () => randomUUID());
    await queue.add({ resultIds });
    await until(() => here.running.size === 2 && there.running.size === 2);
    expect([...here.running, ...there.running].toSorted()).toEqual(resultIds.toSorted());
    for (const ran of [here, here, there, there]) ran.releaseOne();
    await until(() => here.ended.length + there.ended.length === 4);
  });

  test("what a killed worker held is run by another", async () => {
    const { queue, worker, name, told } = await openQueue(store.backend, { lockMs: 1_500 });
    const resultId = randomUUID();
    await queue.add({ resultIds: [resultId] });
    const doomed = holdInAnotherProcess(store.backend, name, 1_500);
    await until(() => doomed.said.includes(resultId), 15_000);

    const ran = worker({ slots: 1 });
    doomed.process.kill("SIGKILL");
    await until(() => ran.ended.includes(resultId), 15_000);
    expect(told.warn).toContainEqual(expect.objectContaining({ jobId: expect.any(String) }));
  }, 40_000);

  test("a worker survives the death of its store, and says so once", async () => {
    const { queue, worker, told } = await openQueue(store.backend);
    const ran = worker({ slots: 2, holding: true });
    const [before, after] = [randomUUID(), randomUUID()];
    await queue.add({ resultIds: [before] });
    await until(() => ran.running.has(before));

    await store.kill();
    await expect(queue.add({ resultIds: [randomUUID()] })).rejects.toThrow();
    ran.releaseOne();
    await until(() => ran.ended.length === 1);
    await store.bringBack();

    await until(async () => await queue.add({ resultIds: [after] }).then(yes, no), 15_000);
    await until(() => ran.running.has(after), 15_000);
    // What could not be told while the store was away may run once more beside it.
    await until(() => {
      ran.releaseOne();
      return ran.ended.includes(after);
    });
    expect(told.sentences.filter((sentence) => sentence.includes("lost"))).toHaveLength(1);
    expect(told.sentences.filter((sentence) => sentence.includes("again"))).not.toEqual([]);
  }, 60_000);

  test("a worker leaves within seconds though its store is away", async () => {
    const { queue, worker } = await openQueue(store.backend);
    const ran = worker({ slots: 2, holding: true });
    await queue.add({ resultIds: [randomUUID()] });
    await until(() => ran.running.size === 1);
    await store.kill();
    try {
      ran.abort();
      ran.releaseOne();
      await until(() => ran.left, 10_000);
      const closed = queue.close().then(yes);
      expect(await Promise.race([closed, delay(10_000, false)])).toBe(true);
    } finally {
      await store.bringBack();
    }
  }, 60_000);
}

const yes = () => true;
const no = () => false;

async function openQueue(
  backend: QueueBackend,
  { name = `test-${randomUUID()}`, lockMs = 30_000 } = {},
) {
  const told = recordLog();
  const queue = await createResultQueue({ backend, name, lockMs, log: told.log });
  onTestFinished(async () => await queue.close(), 30_000);
  const worker = (how: { slots: number; holding?: boolean; throwing?: boolean }) => {
    const stop = new AbortController();
    const holds: (() => void)[] = [];
    const ran = {
      running: new Set<string>(),
      ended: [] as string[],
      mostAtOnce: 0,
      started: 0,
      left: false,
      abort: () => stop.abort(),
      releaseOne: () => holds.shift()?.(),
      work: Promise.resolve(),
    };
    const run = async (resultId: string): Promise<void> => {
      ran.running.add(resultId);
      ran.started += 1;
      ran.mostAtOnce = Math.max(ran.mostAtOnce, ran.running.size);
      if (how.holding) await new Promise<void>((resolve) => holds.push(resolve));
      ran.running.delete(resultId);
      ran.ended.push(resultId);
      if (how.throwing) throw new Error("a run that throws");
    };
    ran.work = queue.work({ slots: how.slots, run, signal: stop.signal }).then(() => {
      ran.left = true;
    });
    onTestFinished(() => {
      stop.abort();
      for (const release of holds) release();
    });
    return ran;
  };
  return { queue, worker, name, told };
}

function recordLog() {
  const sentences: string[] = [];
  const warn: Record<string, unknown>[] = [];
  const error: Record<string, unknown>[] = [];
  const log: Log = {
    info: (_facts, sentence) => sentences.push(sentence),
    warn: (facts, sentence) => {
      warn.push(facts);
      sentences.push(sentence);
    },
    error: (facts, sentence) => {
      error.push(facts);
      sentences.push(sentence);
    },
  };
  return { log, sentences, warn, error };
}

function holdInAnotherProcess(backend: QueueBackend, name: string, lockMs: number) {
  const module = new URL("./bullmq-queue.ts", import.meta.url).href;
  const program = `
    import { createResultQueue } from ${JSON.stringify(module)};
    const log = { info() {}, warn() {}, error() {} };
    const queue = await createResultQueue({ backend: ${JSON.stringify(backend)}, name: ${JSON.stringify(name)}, lockMs: ${lockMs}, log });
    await queue.work({ slots: 1, signal: new AbortController().signal, run: (id) => new Promise(() => console.log(id)) });`;
  const held = {
    said: "",
    process: spawn(process.execPath, ["--input-type=module-typescript", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    }),
  };
  held.process.stdout.on("data", (text) => (held.said += text));
  onTestFinished(() => void held.process.kill("SIGKILL"));
  return held;
}

async function startPostgres(): Promise<KillableStore> {
  const dataDir = await makeTestFolder();
  const start = () => startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(60_000) });
  const first = await start();
  const users = [first];
  return {
    backend: { kind: "postgres", connectionString: first.connection.connectionString },
    kill: async () => {
      const [, socketFolder = ""] = /host=([^&]+)/.exec(first.connection.connectionString) ?? [];
      const lockFile = join(decodeURIComponent(socketFolder), ".s.PGSQL.5432.lock");
      const pidFile = await readFile(lockFile, "utf8");
      const pid = Number(pidFile.split("\n")[0]);
      process.kill(pid, "SIGQUIT");
      await until(() => !isAlive(pid), 15_000);
    },
    bringBack: async () => {
      users.push(await start());
    },
    stop: async () => {
      for (const user of users) await user.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
