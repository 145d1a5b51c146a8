import type { BackendFactory, IQueueBackend } from "bullmq";

/** Where BullMQ keeps its jobs: a database that its queue and its workers are built upon. */
export type QueueStore = {
  backend: BackendFactory<IQueueBackend, object>;
  close(): Promise<void>;
};
