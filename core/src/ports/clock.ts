/** Time, so that the core has none of its own. */
export type Clock = {
  /** Milliseconds since 1970, by the wall. */
  now(): number;
  /** Milliseconds that only grow, whatever happens to the wall clock. */
  monotonicMs(): number;
  /** Resolves after that time, or at once when the signal aborts; never rejects. */
  wait(input: { ms: number; signal: AbortSignal }): Promise<void>;
  /** A number in [0, 1), for jitter. */
  random(): number;
};
