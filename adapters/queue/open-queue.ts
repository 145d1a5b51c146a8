import { CannotStart } from "@bunch/core/cannot-start";
import type { Log } from "@bunch/core/ports/log";
import { Queue } from "bullmq";
import { endsWithin } from "./ends-within.ts";
import { createOutageReport } from "./outage-report.ts";
import { partFromStore } from "./part-from-store.ts";
import { openPostgresQueueStore } from "./postgres-queue-store.ts";
import { openRedisQueueStore } from "./redis-queue-store.ts";

export type QueueBackend =
  | { kind: "postgres"; connectionString: string }
  | { kind: "redis"; url: string };

export const usualName = "results";
const connectMs = 10_000;
/** Nobody reads BullMQ's own events. */
const eventsKept = 100;

/** The queue with its store, connected; rejects with a sentence where the store does not answer. */
export async function openQueue(input: { backend: QueueBackend; log: Log; name: string }) {
  const { backend, log, name } = input;
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
  queue.on("error", outage.heard);
  const close = async (): Promise<void> => {
    await partFromStore(queue, queue.close());
    await store.close();
  };
  if (!(await endsWithin(queue.waitUntilReady(), connectMs))) {
    await close();
    throw new CannotStart(
      `${storeName} did not answer the queue within ${connectMs / 1000} s: is it running, and is its address right?`,
    );
  }
  return { queue, store, outage, close };
}
