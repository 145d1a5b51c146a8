import { createRedisBackend } from "bullmq";
import type { OutageReport } from "./outage-report.ts";
import type { QueueStore } from "./queue-store.ts";

const longestPauseMs = 1_000;
const retriesOfAnAdd = 5;

/** Keeps the jobs in Redis 7; what a flush or a crash takes from it is rebuilt from the results' table. */
export function openRedisQueueStore(input: { url: string; outage: OutageReport }): QueueStore {
  return {
    backend: (name, options, { blocking = false, withBlockingConnection = false } = {}) => {
      const forWorker = blocking || withBlockingConnection;
      const connection = {
        url: input.url,
        // A worker waits for Redis to come back; who adds is told, and tries again later.
        maxRetriesPerRequest: forWorker ? null : retriesOfAnAdd,
        retryStrategy: (attempt: number) => Math.min(50 * 2 ** attempt, longestPauseMs),
      };
      const backend = createRedisBackend(
        name,
        { ...options, connection },
        { blocking, withBlockingConnection },
      );
      backend.on("ready", () => input.outage.answered());
      return backend;
    },
    close: async () => {},
  };
}
