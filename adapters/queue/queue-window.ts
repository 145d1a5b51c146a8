import type { Log } from "@bunch/core/ports/log";
import type { QueueView } from "@bunch/core/ports/queue-view";
import { openQueue, type QueueBackend, usualName } from "./open-queue.ts";

type OpenQueue = Awaited<ReturnType<typeof openQueue>>;

/** The queue for a process that only looks. It is opened at the first look; one that fails is tried again at the next. */
export type QueueWindow = QueueView & {
  /** BullMQ's own object, for its dashboard. */
  queue(): Promise<OpenQueue["queue"]>;
  close(): Promise<void>;
};

/** Opens a window onto the queue of the workers. */
export function createQueueWindow(input: {
  backend: QueueBackend;
  log: Log;
  name?: string;
}): QueueWindow {
  const { backend, log, name = usualName } = input;
  let opening: Promise<OpenQueue> | null = null;
  let isClosed = false;
  let hasFailed = false;
  // Who watches asks again and again: while the store stays away, the first time tells it.
  const toldOnce: Log = {
    ...log,
    warn: (facts, sentence) => (hasFailed ? undefined : log.warn(facts, sentence)),
  };
  const open = () => {
    if (isClosed) throw new Error("The window onto the queue is closed.");
    opening ??= openQueue({ backend, log: toldOnce, name }).then(
      (opened) => {
        hasFailed = false;
        return opened;
      },
      (error: unknown) => {
        hasFailed = true;
        opening = null;
        throw error;
      },
    );
    return opening;
  };
  return {
    store: backend.kind === "postgres" ? "database" : "redis",
    queue: async () => (await open()).queue,
    depth: async () => (await open()).queue.getJobCounts(),
    close: async () => {
      isClosed = true;
      const opened = await opening?.catch(() => null);
      await opened?.close();
    },
  };
}
