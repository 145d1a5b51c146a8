/** How many calls of one account and model may be in flight, and how many of them may start now. */
export type Allowance = {
  inFlight: number;
  starts: number;
  /** While less is in flight, so many more may start at once. */
  startsUpTo: number;
};

/** How many may start beside those in flight. */
export function startsNow(allowance: Allowance, inFlight: number): number {
  const starts = Math.max(allowance.starts, allowance.startsUpTo - inFlight);
  return Math.max(0, Math.min(allowance.inFlight - inFlight, starts));
}

/** So many calls may start at once before anything is known of an account. */
export const firstLimit = 10;
/** What an account may start of which nothing is known. */
export const firstAllowance: Allowance = {
  inFlight: firstLimit,
  starts: 1,
  startsUpTo: firstLimit,
};
/** What an account may start whose gate is closed. */
export const noAllowance: Allowance = { inFlight: 0, starts: 0, startsUpTo: 0 };
