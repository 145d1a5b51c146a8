/** Carries results that were chosen to run next to the workers; holds nothing that the database does not know. */
export type ResultQueue = {
  /** A result may be in the queue twice, even while it runs: the claim makes the second time harmless, and none is lost. */
  add(input: { resultIds: readonly string[] }): Promise<void>;
  /** Runs at most `slots` results at once; resolves when the signal has aborted and the last of them has ended. */
  work(input: {
    slots: number;
    run: (resultId: string) => Promise<void>;
    signal: AbortSignal;
  }): Promise<void>;
};
