import { executionStatuses } from "@bunch/contracts/execution";
import type { OpenWork } from "@bunch/core/ports/open-work";
import { Gauge, type Registry } from "prom-client";
import { oneAtATime, within } from "./within.ts";

const deadlineMs = 2000;
const openStatuses = executionStatuses.filter(
  (status) => status !== "completed" && status !== "failed",
);

/** Makes gauges of what is open in the database; what it gives reads them anew. While the database does not answer they are missing. */
export function countOpenWork(registry: Registry, work: OpenWork): () => Promise<void> {
  const registers = [registry];
  const up = new Gauge({
    name: "bunch_database_up",
    help: "Whether the database answered this scrape in time: 1 or 0.",
    registers,
  });
  const executions = new Gauge({
    name: "bunch_executions_open",
    help: "Batches that are not over, by state; cancelled ones while something of them is under way.",
    labelNames: ["status"],
    registers,
  });
  const results = new Gauge({
    name: "bunch_results_open",
    help: "Pictures that are still to come: waiting, those of paused batches included, or processing.",
    labelNames: ["state"],
    registers,
  });
  const ask = oneAtATime(() => work.count());

  return async () => {
    const counts = await within(deadlineMs, ask());
    up.set(counts ? 1 : 0);
    executions.reset();
    results.reset();
    if (!counts) return;
    for (const status of openStatuses) executions.set({ status }, 0);
    for (const { status, executions: count } of counts) executions.set({ status }, count);
    results.set({ state: "waiting" }, sum(counts.map(({ pending }) => pending)));
    results.set({ state: "processing" }, sum(counts.map(({ processing }) => processing)));
  };
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, one) => total + one, 0);
}
