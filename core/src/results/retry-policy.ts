import type { DoubtPolicy } from "@bunch/contracts/doubt";

/** How often and how fast a result is drawn again. */
export type RetryPolicy = {
  /** Counted attempts of a result, the first included. */
  maxAttempts: number;
  firstWaitMs: number;
  mostWaitMs: number;
  /** Deaths of ours after which a result is given up. */
  maxDeaths: number;
  /** Refusals without a hint, or unreachable calls, of one result after which its execution pauses. */
  maxUncounted: number;
  /** Draw a picture that the filter swallowed once more. */
  redrawFiltered: boolean;
  /** What becomes of a result whose call may have been billed without an answer. */
  onDoubt: DoubtPolicy;
};

export const defaultRetryPolicy: RetryPolicy = {
  maxAttempts: 3,
  firstWaitMs: 1000,
  mostWaitMs: 20_000,
  maxDeaths: 10,
  maxUncounted: 40,
  redrawFiltered: false,
  onDoubt: "repay",
};
