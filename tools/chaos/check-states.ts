import type { EventRow, Evidence } from "./evidence.ts";

const terminal = new Set(["completed", "failed", "cancelled"]);

/**
 * The arrows of a result, by the event that walks them. An undecided one is pending; its owner's decision tells no event for
 * each, so after one it is `decided`: pending again, or failed.
 */
const arrows: Record<string, { from: string[]; to: string }> = {
  "result.started": { from: ["pending", "decided"], to: "processing" },
  "result.completed": { from: ["processing", "pending", "undecided", "decided"], to: "completed" },
  "result.failed": { from: ["processing", "undecided"], to: "failed" },
  "result.postponed": { from: ["processing", "undecided"], to: "pending" },
  "result.cancelled": { from: ["processing", "undecided"], to: "cancelled" },
};

/** I1 and I5: every result has ended once, walked only drawn arrows, and was never begun while paused or cancelled. */
export function checkStates(evidence: Evidence): string[] {
  const wrong: string[] = [];
  for (const execution of evidence.executions) {
    const own = evidence.results.filter((result) => result.execution_id === execution.id);
    const events = evidence.events.filter((event) => event.execution_id === execution.id);
    if (execution.completed_at === null)
      wrong.push(`I1: execution ${execution.id} has not ended (${execution.status}).`);
    for (const { id, status } of own)
      if (!terminal.has(status)) wrong.push(`I1: result ${id} has not ended, it is ${status}.`);
    for (const status of ["pending", "processing", "completed", "failed", "cancelled"] as const) {
      const counted = own.filter((result) => result.status === status).length;
      if (execution[`${status}_count`] !== counted)
        wrong.push(
          `I1: execution ${execution.id} counts ${execution[`${status}_count`]} ${status}, there are ${counted}.`,
        );
    }
    wrong.push(...walk(own, events));
  }
  return wrong;
}

function walk(own: Evidence["results"], events: readonly EventRow[]): string[] {
  const wrong: string[] = [];
  const states = new Map(own.map(({ id }) => [id, "pending"]));
  const moveAll = (from: readonly string[], to: string) => {
    for (const [id, state] of states) if (from.includes(state)) states.set(id, to);
  };
  for (const { type, result_id: id, sequence, data } of events) {
    if (type === "execution.cancelled") moveAll(["pending", "undecided"], "cancelled");
    if (type === "execution.retried") moveAll(["failed"], "pending");
    if (type === "execution.decided") moveAll(["undecided"], "decided");
    const arrow = arrows[type];
    if (!arrow || id === null) continue;
    const state = states.get(id) ?? "unknown";
    if (!arrow.from.includes(state))
      wrong.push(`I1: event ${sequence} is ${type} of result ${id}, which was ${state}.`);
    if (type === "result.started" && data.status !== "processing")
      wrong.push(
        `I5: event ${sequence} began result ${id} while its execution was ${data.status}.`,
      );
    states.set(id, data.result?.undecided ? "undecided" : arrow.to);
  }
  for (const { id, status, error_code: code } of own) {
    const state = states.get(id);
    const isGivenUp = state === "decided" && status === "failed" && code === "doubted";
    const isCancelled = state === "decided" && status === "cancelled";
    if (state !== status && !isGivenUp && !isCancelled)
      wrong.push(`I1: result ${id} is ${status}, its events end in ${state}.`);
  }
  return wrong;
}
