import type { QueueView } from "@bunch/core/ports/queue-view";
import { oneAtATime, within } from "../metrics/within.ts";

/** Shorter than the database's: a queue that hangs must not look like a database that does. */
const deadlineMs = 2000;

/** Tells whether the queue's store is away. A queue on the database is never: that the database is missing says it all. */
export function queueIsAway(queue: QueueView): () => Promise<boolean> {
  const ask = oneAtATime(() => queue.depth());
  return async () => queue.store === "redis" && (await within(deadlineMs, ask())) === null;
}
