import type { ExecutionEvent } from "@bunch/contracts/event";
import type { Execution } from "@bunch/contracts/execution";

/** An execution as it stands after one more of its events. */
export function executionAfter(before: Execution, event: ExecutionEvent): Execution {
  const execution: Execution = { ...before, status: event.status, stats: event.stats };
  switch (event.type) {
    case "execution.submitted":
    case "execution.started":
    case "execution.resumed":
      execution.reason = null;
      execution.waiting = event.type === "execution.resumed" ? null : execution.waiting;
      execution.started_at ??= event.type === "execution.started" ? event.at : null;
      return execution;
    case "execution.paused":
      execution.reason = event.reason;
      execution.waiting = null;
      return execution;
    case "execution.decided":
      // A pause for another reason stands, and is not told anew.
      if (event.reason !== null || event.status !== "paused") execution.reason = event.reason;
      return execution;
    case "execution.cancelled":
    case "execution.retried":
      execution.reason = null;
      execution.waiting = null;
      execution.completed_at = event.type === "execution.retried" ? null : event.at;
      return execution;
    case "execution.ended":
      execution.reason = null;
      execution.waiting = null;
      execution.completed_at = event.at;
      return execution;
    case "result.started":
    case "result.completed":
    case "result.failed":
    case "result.cancelled":
    case "result.postponed":
    case "result.extra_kept":
      // A picture that comes may have been under way when the limit was met: the wait ends with its moment alone.
      return execution;
    default:
      return event satisfies never;
  }
}
