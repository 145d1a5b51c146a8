import type { EventView, ExecutionViews } from "@bunch/core/ports/execution-views";

type ReadEvents = ExecutionViews["eventsAfter"];

/**
 * Lets all who ask the same at the same moment have one answer, the same objects: a thousand who watch one batch wake
 * together, at the same place in it. Whoever joins a question that was on its way already may miss what has just been
 * written; the next look of the feed tells them.
 */
export function shareReads(read: ReadEvents): ReadEvents {
  const underWay = new Map<string, Promise<EventView[]>>();
  return (input) => {
    const key = `${input.userId} ${input.executionId} ${input.sequence} ${input.limit}`;
    const before = underWay.get(key);
    if (before) return before;
    const reading = read(input).finally(() => underWay.delete(key));
    underWay.set(key, reading);
    return reading;
  };
}
