import type { Log } from "@bunch/core/ports/log";
import { type Job, WaitingError, Worker } from "bullmq";
import { partFromStore } from "./part-from-store.ts";
import type { QueueStore } from "./queue-store.ts";

const idlePollSeconds = 5;
const reconnectPauseMs = 250;
/** A worker's death says nothing about the result it held: attempts are counted in the results' table. */
const deathsAtMost = 1_000_000;

/** Takes jobs until the signal aborts and the last of them has ended, whatever becomes of a single one. */
export async function runQueueWorker(input: {
  name: string;
  store: QueueStore;
  slots: number;
  lockMs: number;
  run: (resultId: string) => Promise<void>;
  log: Log;
  failed: (error: unknown) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { run, log, signal } = input;
  if (signal.aborted) return;
  const running = new Set<Promise<void>>();

  const runOne = async (resultId: string): Promise<void> => {
    try {
      await run(resultId);
    } catch (error) {
      log.error({ resultId, error }, "Running a result threw; the worker goes on.");
    }
  };
  const take = async (job: Job<{ resultId: string }>, token?: string): Promise<void> => {
    if (signal.aborted) {
      // It was under way to us when we began to leave: another worker takes it at once.
      await job.moveToWait(token);
      throw new WaitingError();
    }
    const ended = runOne(job.data.resultId);
    running.add(ended);
    await ended.finally(() => running.delete(ended));
  };

  const worker = new Worker(
    input.name,
    take,
    {
      connection: {},
      concurrency: input.slots,
      drainDelay: idlePollSeconds,
      runRetryDelay: reconnectPauseMs,
      lockDuration: input.lockMs,
      stalledInterval: input.lockMs / 3,
      maxStalledCount: deathsAtMost,
      removeOnComplete: { count: 0 },
      removeOnFail: { count: 0 },
    },
    input.store.backend,
  );
  worker.on("error", input.failed);
  worker.on("stalled", (jobId) => {
    log.warn({ jobId }, "A worker died or froze with a result; another takes it.");
  });

  await new Promise<void>((resolve) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  const closed = worker.close();
  await Promise.allSettled(running);
  // A job whose end the store could not be told goes to another worker when its lock ends.
  await partFromStore(worker, closed);
}
