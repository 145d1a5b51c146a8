/** What came of one attempt, as the ledger keeps it. */
export const attemptOutcomes = [
  "picture",
  "draw_failed",
  "filtered",
  "refused",
  "failed",
  "bad_request",
  "account",
  "rate_limited",
  "overloaded",
  "provider_failed",
  "unanswered",
  "unreachable",
  "died",
  "not_called",
] as const;
export type AttemptOutcome = (typeof attemptOutcomes)[number];

const uncounted: ReadonlySet<AttemptOutcome> = new Set([
  "account",
  "rate_limited",
  "overloaded",
  "unreachable",
  "died",
  "not_called",
]);

/** Whether an outcome counts towards the attempts a user allows: refusals for pace, deaths of ours and what never left do not. */
export function counts(outcome: AttemptOutcome): boolean {
  return !uncounted.has(outcome);
}
