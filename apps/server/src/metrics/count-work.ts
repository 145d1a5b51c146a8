import type { AttemptOutcome } from "@bunch/core/results/attempt-outcome";
import type { Meter } from "@bunch/core/ports/meter";
import { Counter, Histogram, type Registry } from "prom-client";

const microsPerDollar = 1_000_000;

/** What alarms count. A series that begins with its first count has not grown for Prometheus: these begin at nothing. */
const alarming = {
  outcomes: ["unanswered", "died"] satisfies AttemptOutcome[],
  reasons: [
    "bad_key",
    "key_blocked",
    "no_credit",
    "spending_cap",
    "model_gone",
    "location",
    "not_called",
  ],
  results: ["completed", "failed"],
};

/** Counts what the worker in this process does, with these models: attempts, results, the time of calls, dollars. */
export function countWork(registry: Registry, models: readonly string[]): Meter {
  const registers = [registry];
  const attempts = new Counter({
    name: "bunch_attempts_total",
    help: "Attempts whose end was written down, by outcome; a doubt that is cleared up later counts again.",
    labelNames: ["model", "outcome"],
    registers,
  });
  const results = new Counter({
    name: "bunch_results_total",
    help: "Results that an attempt has ended: completed, failed, or cancelled while under way.",
    labelNames: ["model", "outcome"],
    registers,
  });
  const refusals = new Counter({
    name: "bunch_refusals_total",
    help: "Attempts that came to no picture for a reason that was told, by its code; a redraw may follow.",
    labelNames: ["model", "reason"],
    registers,
  });
  const calls = new Histogram({
    name: "bunch_call_duration_seconds",
    help: "Time from a call's start to the end of its answer, however it ended.",
    labelNames: ["model"],
    buckets: [0.5, 1, 2, 3, 5, 8, 13, 20, 30, 45, 60, 90, 120, 180, 240],
    registers,
  });
  const cost = new Counter({
    name: "bunch_cost_dollars_total",
    help: "What settled attempts cost, in US dollars.",
    labelNames: ["model"],
    registers,
  });
  const possibleCost = new Counter({
    name: "bunch_possible_cost_dollars_total",
    help: "The most that unanswered calls may have cost when they were given up, in US dollars; never taken back.",
    labelNames: ["model"],
    registers,
  });
  for (const model of models) {
    for (const outcome of alarming.outcomes) attempts.inc({ model, outcome }, 0);
    for (const reason of alarming.reasons) refusals.inc({ model, reason }, 0);
    for (const outcome of alarming.results) results.inc({ model, outcome }, 0);
    cost.inc({ model }, 0);
  }
  return {
    attemptEnded({ modelId: model, outcome, refusedFor, costMicros, possibleMicros, calledForMs }) {
      if (refusedFor !== null) refusals.inc({ model, reason: refusedFor });
      attempts.inc({ model, outcome });
      cost.inc({ model }, costMicros / microsPerDollar);
      possibleCost.inc({ model }, Math.max(0, possibleMicros) / microsPerDollar);
      if (calledForMs !== null) calls.observe({ model }, calledForMs / 1000);
    },
    resultEnded: ({ modelId: model, outcome }) => results.inc({ model, outcome }),
  };
}
