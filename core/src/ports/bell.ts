/** A wake-up within one process: whoever waits goes on at once. Nothing may depend on it, it only spares waiting. */
export type Bell = {
  ring(): void;
  /** Resolves at the next ring, after `atMostMs`, or when the signal aborts; with true where it rang. */
  wait(input: { atMostMs: number; signal: AbortSignal }): Promise<boolean>;
};
