import type { EventRow, Evidence } from "./evidence.ts";

const terminal = new Set(["completed", "failed", "cancelled"]);

/** The arrows of a result, by the event that walks them. */
const arrows: Record<string, { from: string[]; to: string }> = {
  "result.started": { from: ["pending"], to: "processing" },
  "result.completed": { from: ["processing", "pending"], to: "completed" },
  "result.failed": { from: ["processing"], to: "failed" },
  "result.postponed": { from: ["processing"], to: "pending" },
  "result.cancelled": { from: ["processing"], to: "cancelled" },
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
  const moveAll = (from: string, to: string) => {
    for (const [id, state] of states) if (state === from) states.set(id, to);
  };
  let stopped: string | null = null;
  for (const { type, result_id: id, sequence } of events) {
    if (type === "execution.paused") stopped = "paused";
    if (type === "execution.resumed") stopped = null;
    if (type === "execution.cancelled") {
      stopped = "cancelled";
      moveAll("pending", "cancelled");
    }
    if (type === "execution.retried") {
      stopped = null;
      moveAll("failed", "pending");
    }
    const arrow = arrows[type];
    if (!arrow || id === null) continue;
    const state = states.get(id) ?? "unknown";
    if (!arrow.from.includes(state))
      wrong.push(`I1: event ${sequence} is ${type} of result ${id}, which was ${state}.`);
    if (type === "result.started" && stopped)
      wrong.push(`I5: event ${sequence} began result ${id} while its execution was ${stopped}.`);
    states.set(id, arrow.to);
  }
  for (const { id, status } of own)
    if (states.get(id) !== status)
      wrong.push(`I1: result ${id} is ${status}, its events end in ${states.get(id)}.`);
  return wrong;
}
