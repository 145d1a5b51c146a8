import type { AttemptOutcome } from "../results/attempt-outcome.ts";

/** Counts what the flow does, for whoever watches the figures. Nothing may depend on it: the ledger knows, it only tells sooner. */
export type Meter = {
  /** A call's end was written down. A doubt that is cleared up later ends a second time. */
  attemptEnded(fact: {
    modelId: string;
    outcome: AttemptOutcome;
    /** Why there is no picture, by its code; null when there is one, or nobody knows. */
    refusedFor: string | null;
    costMicros: number;
    /** By how much the doubt grew. */
    possibleMicros: number;
    /** How long the call took; null when nothing was called, or by a process that died. */
    calledForMs: number | null;
  }): void;
  /** A result was ended by the attempt that was just written down. */
  resultEnded(fact: { modelId: string; outcome: "completed" | "failed" | "cancelled" }): void;
};
