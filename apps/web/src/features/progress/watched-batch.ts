import type { ExecutionEvent, Snapshot } from "@bunch/contracts/event";
import type { Execution } from "@bunch/contracts/execution";
import type { Result } from "@bunch/contracts/result";
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
  const execution: Execution = { ...batch.execution, status: event.status, stats: event.stats };
  const next = { ...batch, execution, sequence: event.sequence };
  switch (event.type) {
    case "execution.submitted":
    case "execution.started":
    case "execution.resumed":
      execution.reason = null;
      execution.waiting = event.type === "execution.resumed" ? null : execution.waiting;
      execution.started_at ??= event.type === "execution.started" ? event.at : null;
      return { batch: next, slot: null, reload: false };
    case "execution.paused":
      execution.reason = event.reason;
      execution.waiting = null;
      return { batch: next, slot: null, reload: false };
    case "execution.decided":
      // A pause for another reason stands, and is not told anew.
      if (event.reason !== null || event.status !== "paused") execution.reason = event.reason;
      return { batch: next, slot: null, reload: true };
    case "execution.cancelled":
    case "execution.retried":
      execution.reason = null;
      execution.waiting = null;
      execution.completed_at = event.type === "execution.retried" ? null : event.at;
      return { batch: next, slot: null, reload: true };
    case "execution.ended":
      execution.reason = null;
      execution.waiting = null;
      execution.completed_at = event.at;
      return { batch: next, slot: null, reload: false };
    case "result.started":
    case "result.completed":
    case "result.failed":
    case "result.cancelled":
    case "result.postponed":
    case "result.extra_kept": {
      // A picture that comes may have been under way when the limit was met: the wait ends with its moment alone.
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

/** Whether nothing more will happen unless somebody asks for it. */
export function isOver(execution: Execution): boolean {
  return (
    execution.stats.pending === 0 &&
    (execution.status === "completed" ||
      execution.status === "failed" ||
      execution.status === "cancelled")
  );
}
