import type { QueueBackend } from "../open-queue.ts";

/** A store of jobs that a test can kill and bring back. */
export type KillableStore = {
  backend: QueueBackend;
  kill(): Promise<void>;
  bringBack(): Promise<void>;
  stop(): Promise<void>;
};
