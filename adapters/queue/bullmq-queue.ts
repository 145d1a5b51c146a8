import type { Log } from "@bunch/core/ports/log";
import type { QueueView } from "@bunch/core/ports/queue-view";
import type { ResultQueue } from "@bunch/core/ports/result-queue";
import { openQueue, type QueueBackend, usualName } from "./open-queue.ts";
import { runQueueWorker } from "./run-queue-worker.ts";

const jobName = "result";
/** BullMQ's bulk statement makes temporary tables, which costs PostgreSQL 12 ms; one job costs it 2 ms. */
const addedOneByOne = 32;

/** Carries result ids to the workers over BullMQ, on PostgreSQL or on Redis. */
export async function createResultQueue(input: {
  backend: QueueBackend;
  log: Log;
  name?: string;
  /** How long a silent worker keeps its results before they go to another; only tests give another time. */
  lockMs?: number;
}): Promise<ResultQueue & QueueView & { close(): Promise<void> }> {
  const { backend, log, name = usualName, lockMs = 30_000 } = input;
  const { queue, store, outage, close: closeQueue } = await openQueue({ backend, log, name });

  const closing = new AbortController();
  const working = new Set<Promise<void>>();
  const close = async (): Promise<void> => {
    closing.abort();
    await Promise.allSettled(working);
    await closeQueue();
  };
  let closed: Promise<void> | undefined;

  return {
    store: backend.kind === "postgres" ? "database" : "redis",
    depth: () => queue.getJobCounts(),
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
        failed: outage.heard,
        signal: AbortSignal.any([signal, closing.signal]),
      });
      working.add(ended);
      await ended.finally(() => working.delete(ended));
    },
    close: () => (closed ??= close()),
  };
}
