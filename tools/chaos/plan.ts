/** How the processes are laid out. */
export const topologies = ["all-in-one", "workers", "redis", "apart", "fleet"] as const;
/**
 * all-in-one: one process with its embedded PostgreSQL. workers: API and two workers on one data folder, PostgreSQL over
 * TCP. redis: the same with the queue on Redis. apart: the second worker has a data folder, and so a spool, of its own.
 * fleet: two APIs, asked in turns, and four workers on three data folders, the queue on Redis.
 */
export type Topology = (typeof topologies)[number];

/** Whether its queue is on Redis, which then meets faults of its own. */
export function hasRedisLine(topology: Topology): boolean {
  return topology === "redis" || topology === "fleet";
}

/** A process that is started again whenever it ends. */
export type PlannedProcess = {
  name: string;
  role: "all-in-one" | "api" | "worker";
  /** Calls in flight at most; 0 for the API. */
  slots: number;
  /** Which data folder, from 1. */
  place: number;
  /** CRASH_AT of its first start, its second and so on; without it from then on. */
  crashes: string[];
};

export type PlannedBatch = {
  atMs: number;
  prompts: string[];
  variations: number;
  references: number;
  /** How often the same submission is sent at once. */
  sentAtOnce: number;
  redrawFiltered: boolean;
  onDoubt: "repay" | "ask" | "fail";
  /** What its owner says each time it waits for a decision. */
  decision: "draw_again" | "give_up";
  /** A cap on its cost, raised when it is reached; null without one. */
  maxCostDollars: number | null;
};

/** What happens to a running batch, by a person or by the world. */
export type PlannedEvent = { atMs: number } & (
  | { do: "kill"; process: string }
  | { do: "freeze"; process: string; forMs: number }
  | { do: "deploy"; process: string }
  | { do: "crash_database"; forMs: number }
  | { do: "flush_redis" }
  | { do: "crash_redis"; forMs: number }
  | { do: "take_storage"; forMs: number }
  | { do: "pause"; batch: number; forMs: number }
  | { do: "cancel"; batch: number }
  | { do: "retry"; batch: number }
  | { do: "submit_again"; batch: number }
);

/** How often a connection through a proxy meets which fault. */
export type LineFaults = {
  /** Every byte comes so much later. */
  delayed: number;
  mostDelayMs: number;
  /** Reset once so many bytes have passed. */
  reset: number;
  resetAtMostBytes: number;
  /** Takes everything and gives nothing. */
  blackHole: number;
};

/** All that a seed decides. */
export type Plan = {
  seed: number;
  topology: Topology;
  processes: PlannedProcess[];
  latencyMs: { least: number; most: number };
  thinking: { min: number; max: number };
  batches: PlannedBatch[];
  events: PlannedEvent[];
  lines: { provider: LineFaults; database: LineFaults; redis: LineFaults };
  /** How long a crash point's freeze lasts. */
  freezeMs: number;
  heartbeatMs: number;
  deathAfterMs: number;
  generationTimeoutMs: number;
  /** An event stream is cut after so many bytes, and resumed. */
  streamCutBytes: number;
};
