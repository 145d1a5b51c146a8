import { CannotStart } from "@bunch/core/cannot-start";
import type { Log } from "@bunch/core/ports/log";
import type { ResultQueue } from "@bunch/core/ports/result-queue";
import { Queue } from "bullmq";
import { endsWithin } from "./ends-within.ts";
import { createOutageReport } from "./outage-report.ts";
import { partFromStore } from "./part-from-store.ts";
import { openPostgresQueueStore } from "./postgres-queue-store.ts";
import { openRedisQueueStore } from "./redis-queue-store.ts";
import { runQueueWorker } from "./run-queue-worker.ts";

export type QueueBackend =
  | { kind: "postgres"; connectionString: string }
  | { kind: "redis"; url: string };

const connectMs = 10_000;
const jobName = "result";
/** BullMQ's bulk statement makes temporary tables, which costs PostgreSQL 12 ms; one job costs it 2 ms. */
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
  const store =
    backend.kind === "postgres"
      ? await openPostgresQueueStore({ connectionString: backend.connectionString, outage })
      : openRedisQueueStore({ url: backend.url, outage });

  const queue = new Queue(
    name,
    {
      connection: {},
      defaultJobOptions: { attempts: 1, removeOnComplete: true, removeOnFail: true },
      streams: { events: { maxLen: eventsKept } },
    },
    store.backend,
  );
  queue.on("error", outage.failed);
  if (!(await endsWithin(queue.waitUntilReady(), connectMs))) {
    await partFromStore(queue, queue.close());
    await store.close();
    throw new CannotStart(
      `${storeName} did not answer the queue within ${connectMs / 1000} s: is it running, and is its address right?`,
    );
  }

  const closing = new AbortController();
  const working = new Set<Promise<void>>();
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(working);
    await partFromStore(queue, queue.close());
    await store.close();
  };
  let closed: Promise<void> | undefined;

  return {
    async add({ resultIds }) {
      if (resultIds.length <= addedOneByOne)
        await Promise.all(resultIds.map((resultId) => queue.add(jobName, { resultId })));
      else
        await queue.addBulk(resultIds.map((resultId) => ({ name: jobName, data: { resultId } })));
    },
    async work({ slots, run, signal }) {
      const ended = runQueueWorker({
        name,
        store,
        slots,
        lockMs,
        run,
        log,
        failed: outage.failed,
        signal: AbortSignal.any([signal, closing.signal]),
      });
      working.add(ended);
      await ended.finally(() => working.delete(ended));
    },
    close: () => (closed ??= close()),
  };
}
