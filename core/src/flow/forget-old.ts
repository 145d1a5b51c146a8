import type { RetentionStore } from "../ports/retention-store.ts";
import type { Spool } from "../ports/spool.ts";

/** How long what is kept, in days; null is for ever. */
export type RetentionPolicy = {
  /** Executions that are over, with their pictures, and settled answers in spools. */
  executionsDays: number | null;
  eventsDays: number | null;
  auditDays: number | null;
};

export type ForgetDoors = {
  retention: RetentionStore;
  spool: Pick<Spool, "list" | "discard">;
  retentionPolicy: RetentionPolicy;
};

/** What came of one look. */
export type Forgotten = { executions: number; events: number; auditLines: number; answers: number };

const mostExecutions = 1000;
const stepRows = 2000;
const mostSteps = 500;
const answersAtOnce = 500;

/**
 * Forgets what is older than the policy says, in bounded steps, until nothing is left or the signal ends it: executions
 * that are over and owe nothing, events, lines of the audit trail, and in this machine's spool what is settled. What is
 * open, paused, undecided or in doubt is never touched, and neither is an answer that no row tells of.
 */
export async function forgetOld(doors: ForgetDoors, signal: AbortSignal): Promise<Forgotten> {
  const { retention, retentionPolicy: policy } = doors;
  const forgotten: Forgotten = { executions: 0, events: 0, auditLines: 0, answers: 0 };
  if (policy.executionsDays !== null) {
    const days = policy.executionsDays;
    while (!signal.aborted && forgotten.executions < mostExecutions) {
      if (!(await retention.expireExecution({ days }))) break;
      forgotten.executions += 1;
    }
    forgotten.answers = await forgetAnswers(doors, days, signal);
  }
  forgotten.events = await trimAll(retention, "events", policy.eventsDays, signal);
  forgotten.auditLines = await trimAll(retention, "audit", policy.auditDays, signal);
  if (!signal.aborted) await retention.forgetPaces();
  return forgotten;
}

async function trimAll(
  retention: RetentionStore,
  what: "events" | "audit",
  days: number | null,
  signal: AbortSignal,
): Promise<number> {
  let trimmed = 0;
  if (days === null) return trimmed;
  for (let step = 0; step < mostSteps && !signal.aborted; step += 1) {
    const rows = await retention.trim({ what, days, limit: stepRows });
    trimmed += rows;
    if (rows === 0) break;
  }
  return trimmed;
}

/** An answer stays behind where it could not be read, or a crash came between its settlement and its end. */
async function forgetAnswers(
  doors: ForgetDoors,
  days: number,
  signal: AbortSignal,
): Promise<number> {
  const there = await doors.spool.list();
  let answers = 0;
  for (let at = 0; at < there.length && !signal.aborted; at += answersAtOnce) {
    const attemptIds = there.slice(at, at + answersAtOnce);
    for (const attemptId of await doors.retention.settledLongAgo({ attemptIds, days })) {
      await doors.spool.discard({ attemptId });
      answers += 1;
    }
  }
  return answers;
}
