import type { EmulatedModel } from "../models.ts";
import type { BatchScenarioName } from "./batch-scenarios.ts";

/** Where a job stands; nothing follows the last four. */
export type BatchState = "PENDING" | "RUNNING" | "SUCCEEDED" | "FAILED" | "CANCELLED" | "EXPIRED";

/** Where one line of a job's input lies in its file. */
export interface LinePlace {
  startByte: number;
  endByte: number;
}

/** A batch job as the provider keeps it. */
export interface BatchJob {
  /** What follows "batches/" in its name. */
  id: string;
  project: string;
  keyLastFour: string;
  model: EmulatedModel;
  apiVersion: string;
  displayName: string;
  /** The name of the file that the requests came in; null where they came inline. */
  inputFile: string | null;
  /** The job's own copy of its input, and of its answers while they are written. */
  inputPath: string;
  outputPath: string;
  lines: readonly LinePlace[];
  promptTokens: number;
  scenario: BatchScenarioName;
  state: BatchState;
  successful: number;
  failed: number;
  createdMs: number;
  updatedMs: number;
  endedMs: number | null;
  /** Why it failed, in the provider's words. */
  error: { code: number; message: string } | null;
  /** The id of the file with the results, once there is one. */
  outputFile: string | null;
  /** How often somebody asked since it ended. */
  pollsSinceEnd: number;
  /** Ends its work: it was cancelled, deleted, or the emulator ends. */
  stop: AbortController;
}

/** Tells whether a job still has its place in the queue. */
export function isUnfinished(job: BatchJob): boolean {
  return job.state === "PENDING" || job.state === "RUNNING";
}

/** Moves a job to a state; one that is over stays as it is. */
export function moveJob(job: BatchJob, state: BatchState, nowMs: number): void {
  if (!isUnfinished(job)) return;
  job.state = state;
  job.updatedMs = nowMs;
  if (!isUnfinished(job)) job.endedMs = nowMs;
}
