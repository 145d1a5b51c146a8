import type { ExecutionEvent, Snapshot } from "@bunch/contracts/event";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
import { executionAfter } from "../../results/execution-after.ts";
import { slotOf } from "../../results/picture-number.ts";

/** A batch as this page knows it: the execution, and its results each in its slot. */
export type WatchedBatch = {
  execution: Execution;
  /** By slot; undefined until the result's page has come. */
  results: (Result | undefined)[];
  /** The last event that went into it. */
  sequence: number;
};

/** Begins, or begins again, from a snapshot; results already known stay in their slots. */
export function fromSnapshot(before: WatchedBatch | null, snapshot: Snapshot): WatchedBatch {
  const { execution, sequence } = snapshot;
  const results = before?.results ?? [];
  const length = execution.stats.total_results;
  return {
    execution,
    sequence,
    results: Array.from({ length }, (_, slot) => results[slot]),
  };
}

/** What changed with an event; `reload` where many results changed without an event for each. */
export function withEvent(
  batch: WatchedBatch,
  event: ExecutionEvent,
): { batch: WatchedBatch; slot: number | null; reload: boolean } {
  if (event.sequence <= batch.sequence) return { batch, slot: null, reload: false };
  const execution = executionAfter(batch.execution, event);
  const next = { ...batch, execution, sequence: event.sequence };
  switch (event.type) {
    case "execution.decided":
    case "execution.cancelled":
    case "execution.retried":
      return { batch: next, slot: null, reload: true };
    case "execution.submitted":
    case "execution.started":
    case "execution.resumed":
    case "execution.paused":
    case "execution.ended":
      return { batch: next, slot: null, reload: false };
    case "result.started":
    case "result.completed":
    case "result.failed":
    case "result.cancelled":
    case "result.postponed":
    case "result.extra_kept": {
      const slot = slotOf(event.result, execution.variations);
      const results = [...batch.results];
      results[slot] = event.result;
      return { batch: { ...next, results }, slot, reload: false };
    }
    default:
      return event satisfies never;
  }
}

/** Lays a page of results in its slots, except where an event since the request knows better. */
export function withResults(
  batch: WatchedBatch,
  page: Result[],
  knownBetter: ReadonlySet<number>,
): WatchedBatch {
  const results = [...batch.results];
  for (const result of page) {
    const slot = slotOf(result, batch.execution.variations);
    if (!knownBetter.has(slot)) results[slot] = result;
  }
  return { ...batch, results };
}
