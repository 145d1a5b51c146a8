import type { QueueView } from "@bunch/core/ports/queue-view";
import { Gauge, type Registry } from "prom-client";
import { oneAtATime, within } from "./within.ts";

const deadlineMs = 2000;

/** Makes gauges of the queue; what it gives reads them anew. */
export function countQueue(registry: Registry, queue: QueueView): () => Promise<void> {
  const registers = [registry];
  const up = new Gauge({
    name: "bunch_queue_up",
    help: "Whether the queue's store, the database or Redis, answered this scrape in time: 1 or 0.",
    registers,
  });
  const jobs = new Gauge({
    name: "bunch_queue_jobs",
    help: "Results that were handed out, by the queue's state: waiting for a slot, active in a worker. What waits for its turn or its pace is not in the queue.",
    labelNames: ["state"],
    registers,
  });
  const ask = oneAtATime(() => queue.depth());
  return async () => {
    const depth = await within(deadlineMs, ask());
    up.set(depth ? 1 : 0);
    jobs.reset();
    for (const [state, count] of Object.entries(depth ?? {})) jobs.set({ state }, count);
  };
}
