/** The most that one person may do; null is without a limit. */
export type PersonLimits = {
  requestsAMinute: number | null;
  executionsADay: number | null;
  picturesADay: number | null;
  moneyAMonthMicros: number | null;
};

/** What holds for everybody until an admin sets something else: far above what a person does, below what a runaway script does. */
export const everybodysLimits: PersonLimits = {
  requestsAMinute: 600,
  executionsADay: null,
  picturesADay: null,
  moneyAMonthMicros: null,
};
