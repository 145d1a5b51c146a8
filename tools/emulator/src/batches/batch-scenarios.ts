/** What can become of a whole batch job, by name, with a line for the list. */
export const batchScenarios = {
  ok: "every line has its answer",
  stuck_pending: "PENDING until it expires; nothing is drawn",
  stuck: "RUNNING until it expires; nothing is drawn",
  failed: "FAILED once its time is over; nothing is drawn",
  expired: "EXPIRED once its time is over, without waiting for the 48 hours; nothing is drawn",
  lines_missing: "SUCCEEDED, but every third line is missing from the results; all are billed",
  create_lost: "the job is made, and the connection is reset instead of saying so",
  create_refused: "503, and no job is made",
} as const;

/** The names of all batch scenarios. */
export type BatchScenarioName = keyof typeof batchScenarios;

/** Tells whether a word is the name of a batch scenario. */
export function isBatchScenarioName(word: unknown): word is BatchScenarioName {
  return typeof word === "string" && Object.hasOwn(batchScenarios, word);
}

const directive = /\[\[(\w+)\]\]/u;

/** Finds the scenario that a job's display name asks for, as in `night run [[stuck]]`. */
export function batchScenarioInName(displayName: string): BatchScenarioName | null {
  const word = directive.exec(displayName)?.[1];
  return isBatchScenarioName(word) ? word : null;
}
