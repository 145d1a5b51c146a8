import type { Evidence } from "./evidence.ts";

/** I6, I7, I8 and I10: what people were answered, what they saw, how much was called at once, and whether a key showed. */
export function checkPeople(evidence: Evidence): string[] {
  return [
    ...checkRepeats(evidence),
    ...checkStreams(evidence),
    ...checkInFlight(evidence),
    ...evidence.leaks.map((where) => `I10: the canary stands in ${where}.`),
  ];
}

function checkRepeats(evidence: Evidence): string[] {
  const wrong: string[] = [];
  for (const [key, ids] of evidence.answered) {
    const distinct = [...new Set(ids)];
    const rows = evidence.executions.filter((one) => one.idempotency_key === key);
    if (distinct.length !== 1 || rows.length !== 1 || rows[0]?.id !== distinct[0])
      wrong.push(
        `I6: ${key} was answered with ${distinct.join(", ")} and is ${rows.length} executions.`,
      );
  }
  if (evidence.executions.length !== evidence.answered.size)
    wrong.push(
      `I6: ${evidence.answered.size} submissions made ${evidence.executions.length} executions.`,
    );
  return wrong;
}

function checkStreams(evidence: Evidence): string[] {
  const wrong: string[] = [];
  for (const [executionId, watched] of evidence.watched) {
    const from = watched.from ?? 0;
    const written = evidence.events
      .filter((event) => event.execution_id === executionId && Number(event.sequence) > from)
      .map(({ sequence, type }) => `${sequence} ${type}`);
    const seen = watched.events.map(({ id, type }) => `${id} ${type}`);
    const at = written.findIndex((event, index) => event !== seen[index]);
    if (at >= 0 || seen.length > written.length)
      wrong.push(
        `I7: in ${watched.connections} connections ${seen.length} events of ${executionId} were seen, ${written.length} were written after ${from}; the first difference is at ${written[at] ?? "their end"}, seen as ${seen[at < 0 ? written.length : at]}.`,
      );
  }
  return wrong;
}

function checkInFlight(evidence: Evidence): string[] {
  const most = Math.max(evidence.mostOpen, evidence.bill.maxInFlight);
  return most > evidence.slots
    ? [`I8: ${most} calls were in flight at once, ${evidence.slots} are allowed.`]
    : [];
}
