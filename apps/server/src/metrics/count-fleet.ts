import type { Fleet } from "@bunch/core/ports/fleet";
import { Gauge, type Registry } from "prom-client";
import { oneAtATime, within } from "./within.ts";
import { WorkersSeen } from "./workers-seen.ts";

const deadlineMs = 2000;

/** What each figure of the database is called; all are gauges. */
const gauges = {
  calls_in_flight: ["bunch_calls_in_flight", "Calls under way, of all workers."],
  results_runnable: [
    "bunch_results_runnable",
    "Pictures that wait only for a slot and their account's pace: neither paused, held nor undecided.",
  ],
  results_undecided: [
    "bunch_results_undecided",
    "Pictures that may be paid already and wait for their owner's word.",
  ],
  pace_limit: [
    "bunch_pace_limit",
    "Calls at once that providers allow as far as was found out, all accounts of the model together.",
  ],
  gates_closed: [
    "bunch_gates_closed",
    "Accounts that are asked nothing just now, because a refusal said so.",
  ],
  renditions_waiting: ["bunch_renditions_waiting", "Pictures without their smaller copies yet."],
  removals_waiting: [
    "bunch_removals_waiting",
    "Files and answers of deleted batches that are still to be removed.",
  ],
  webhooks_late: [
    "bunch_webhooks_late",
    "Deliveries that were due five minutes ago and that no worker has tried since; counted to 10 000.",
  ],
  analytics_news: [
    "bunch_analytics_news",
    "Calls and results that the sums of the analytics do not have yet; each look adds them itself until then; counted to 100 000.",
  ],
} as const;
const byModel: readonly string[] = [
  "calls_in_flight",
  "results_runnable",
  "pace_limit",
  "gates_closed",
];

/** Makes gauges of the whole fleet; what it gives reads them anew. While the database does not answer they are missing. */
export function countFleet(
  registry: Registry,
  fleet: Fleet,
  input: { deathAfterMs: number },
): () => Promise<void> {
  const registers = [registry];
  const known = Object.entries(gauges).map(([figure, [name, help]]) => {
    const isByModel = byModel.includes(figure);
    const labelNames = isByModel ? ["model"] : [];
    const gauge: Gauge = new Gauge({ name, help, labelNames, registers });
    return { figure, gauge, forget: () => (isByModel ? gauge.reset() : gauge.remove()) };
  });
  const workers = new Gauge({
    name: "bunch_workers",
    help: "Workers that have joined and not left: alive, or silent for longer than DEATH_AFTER_MS.",
    labelNames: ["state"],
    registers,
  });
  const slots = new Gauge({
    name: "bunch_worker_slots",
    help: "Calls that all living workers can have in flight together.",
    registers,
  });
  const seen = new WorkersSeen(input.deathAfterMs);
  const ask = oneAtATime(() => Promise.all([fleet.workers(), fleet.figures()]));

  return async () => {
    const told = await within(deadlineMs, ask());
    for (const { forget } of known) forget();
    workers.reset();
    slots.remove();
    if (!told) return;
    const [rows, figures] = told;
    const alive = seen.alive(rows, performance.now());
    workers.set({ state: "alive" }, alive.length);
    workers.set({ state: "silent" }, rows.length - alive.length);
    slots.set(alive.reduce((total, worker) => total + worker.slots, 0));
    for (const { figure, gauge } of known)
      for (const { model, value } of figures.filter((one) => one.figure === figure))
        gauge.set(model === null ? {} : { model }, value);
  };
}
