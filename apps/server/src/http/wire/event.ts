import type { ExecutionEvent, Snapshot } from "@bunch/contracts/event";
import type { EventView, ExecutionView } from "@bunch/core/ports/execution-views";
import { wireExecution, wireStats } from "./execution.ts";
import type { UrlOf } from "./picture-urls.ts";
import { wireResult } from "./result.ts";

/** An event as it goes over the wire. */
export function wireEvent(view: EventView, urlOf: UrlOf): ExecutionEvent {
  const common = {
    sequence: view.sequence,
    at: view.at,
    execution_id: view.executionId,
    status: view.status,
    stats: wireStats(view.counts),
  };
  switch (view.type) {
    case "execution.submitted":
    case "execution.started":
    case "execution.paused":
    case "execution.resumed":
    case "execution.cancelled":
    case "execution.retried":
    case "execution.decided":
    case "execution.ended":
      return { ...common, type: view.type, reason: view.reason };
    case "result.started":
    case "result.completed":
    case "result.failed":
    case "result.cancelled":
    case "result.postponed":
    case "result.extra_kept":
      if (view.result === null)
        throw new Error(`Event ${view.sequence} of ${view.executionId} holds no result.`);
      return { ...common, type: view.type, result: wireResult(view.result, urlOf) };
    default:
      throw new Error(`Unknown event ${String(view.type satisfies never)}`);
  }
}

/** What a stream sends first: the execution as it stands. */
export function wireSnapshot(view: ExecutionView, urlOf: UrlOf): Snapshot {
  return {
    type: "snapshot",
    sequence: view.lastSequence,
    execution: wireExecution(view, urlOf),
  };
}
