import type { ChosenResult } from "../ports/dispatch-store.ts";
import type { ResultQueue } from "../ports/result-queue.ts";
import type { Tracer } from "../ports/tracer.ts";

/** Lays what was chosen into the queue in one go: a span for each execution that is traced, and none for the others. */
export async function handOut(
  doors: { queue: ResultQueue; tracer: Tracer },
  chosen: readonly ChosenResult[],
): Promise<void> {
  let add = () => doors.queue.add({ resultIds: chosen.map(({ resultId }) => resultId) });
  // Each around the one before: they are of different traces, and all last as long as the queue takes.
  for (const results of Map.groupBy(chosen, ({ traceparent }) => traceparent).values()) {
    const [first] = results;
    if (!first?.traceparent) continue;
    const { traceparent: from, executionId } = first;
    const within = add;
    const facts = { executionId, results: results.length };
    add = () => doors.tracer.span({ name: "dispatch", from, facts }, within);
  }
  await add();
}
