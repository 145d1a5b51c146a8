import { setTimeout as delay } from "node:timers/promises";
import type { Log } from "@bunch/core/ports/log";
import type { ResultQueue } from "@bunch/core/ports/result-queue";
import { type Job, Queue, WaitingError, Worker } from "bullmq";
import { createOutageReport } from "./outage-report.ts";
import { openPostgresQueueStore } from "./postgres-queue-store.ts";
import type { QueueStore } from "./queue-store.ts";
import { openRedisQueueStore } from "./redis-queue-store.ts";

export type QueueBackend =
  | { kind: "postgres"; connectionString: string }
  | { kind: "redis"; url: string };

const connectWithinMs = 10_000;
const leaveWithinMs = 5_000;
const jobName = "result";
const jobOptions = { attempts: 1, removeOnComplete: true, removeOnFail: true };
const idlePollSeconds = 5;
const reconnectPauseMs = 250;
/** A worker that dies says nothing about the result it held: its attempts are counted in the results' table. */
const deathsAtMost = 1_000_000;
/** BullMQ's bulk statement makes temporary tables, which PostgreSQL takes 12 ms for; one job takes it 2 ms. */
const addedOneByOne = 32;
/** Nobody reads BullMQ's own events. */
const eventsKept = 100;

/** Carries result ids to the workers over BullMQ, on PostgreSQL or on Redis. */
export async function createResultQueue(input: {
  backend: QueueBackend;
  log: Log;
  name?: string;
  /** How long a silent worker keeps its results before they go to another; only tests give another time. */
  lockMs?: number;
}): Promise<ResultQueue & { close(): Promise<void> }> {
  const { backend, log, name = "results", lockMs = 30_000 } = input;
  const storeName = backend.kind === "postgres" ? "PostgreSQL" : "Redis";
  const outage = createOutageReport(log, storeName);
  const store: QueueStore =
    backend.kind === "postgres"
      ? await openPostgresQueueStore({ connectionString: backend.connectionString, outage })
      : openRedisQueueStore({ url: backend.url, outage });

  const queue = new Queue(
    name,
    { connection: {}, defaultJobOptions: jobOptions, streams: { events: { maxLen: eventsKept } } },
    store.backend,
  );
  queue.on("error", outage.failed);
  if (!(await endsWithin(queue.waitUntilReady(), connectWithinMs))) {
    await queue.disconnect();
    await store.close();
    throw new Error(
      `${storeName} did not answer the queue within ${connectWithinMs / 1000} s: is it running, and is its address right?`,
    );
  }

  const closing = new AbortController();
  const working = new Set<Promise<void>>();
  return {
    async add({ resultIds }) {
      if (resultIds.length <= addedOneByOne)
        await Promise.all(resultIds.map((jobId) => queue.add(jobName, {}, { jobId })));
      else
        await queue.addBulk(
          resultIds.map((jobId) => ({ name: jobName, data: {}, opts: { jobId } })),
        );
    },
    async work({ slots, run, signal }) {
      const leave = AbortSignal.any([signal, closing.signal]);
      const ended = work({ name, slots, lockMs, run, store, log, failed: outage.failed, leave });
      working.add(ended);
      await ended.finally(() => working.delete(ended));
    },
    async close() {
      closing.abort();
      await Promise.allSettled(working);
      if (!(await endsWithin(queue.close(), leaveWithinMs))) await queue.disconnect();
      await store.close();
    },
  };
}

async function work(input: {
  name: string;
  slots: number;
  lockMs: number;
  run: (resultId: string) => Promise<void>;
  store: QueueStore;
  log: Log;
  failed: (error: unknown) => void;
  leave: AbortSignal;
}): Promise<void> {
  const { run, log, leave } = input;
  if (leave.aborted) return;
  const running = new Set<Promise<void>>();

  const runOne = async (resultId: string): Promise<void> => {
    try {
      await run(resultId);
    } catch (error) {
      log.error({ resultId, error }, "Running a result threw; the worker goes on.");
    }
  };
  const take = async (job: Job, token?: string): Promise<void> => {
    if (job.id === undefined) return;
    if (leave.aborted) {
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const ended = runOne(job.id);
    running.add(ended);
    await ended.finally(() => running.delete(ended));
  };

  const worker = new Worker(
    input.name,
    take,
    {
      connection: {},
      drainDelay: idlePollSeconds,
      runRetryDelay: reconnectPauseMs,
      lockDuration: input.lockMs,
      stalledInterval: input.lockMs / 3,
      concurrency: input.slots,
      maxStalledCount: deathsAtMost,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    input.store.backend,
  );
  worker.on("error", input.failed);
  worker.on("stalled", (resultId) => {
    log.warn({ resultId }, "A worker died or froze with a result; it is handed to another.");
  });

  await new Promise<void>((resolve) => {
    leave.addEventListener("abort", () => resolve(), { once: true });
  });
  const closed = worker.close();
  await Promise.allSettled(running);
  // What the queue could not be told because it is away, its other workers find out by the lock's end.
  if (!(await endsWithin(closed, leaveWithinMs))) await worker.disconnect();
}

async function endsWithin(work: Promise<void>, withinMs: number): Promise<boolean> {
  const stop = new AbortController();
  const late = delay(withinMs, false, { signal: stop.signal }).catch(() => false);
  try {
    return await Promise.race([work.then(() => true), late]);
  } finally {
    stop.abort();
    work.catch(() => {});
  }
}
