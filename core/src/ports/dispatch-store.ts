import type { Allowance } from "../pace/allowance.ts";
import type { PaceFindings, PaceNews } from "../pace/pace.ts";

/** Whose limits count together: one account at a provider, for one of its models. */
export type PacedAccount = {
  /** Tells accounts apart without telling their key. */
  account: string;
  modelId: string;
};

/** A result that was chosen to run next; `traceparent` says where its trace goes on. */
export type ChosenResult = PacedAccount & {
  resultId: string;
  executionId: string;
  traceparent: string | null;
};

/** What one look at everything that is open came to. */
export type Choice = {
  /** Results that were chosen and marked as handed out. */
  chosen: readonly ChosenResult[];
  /** Every account with work under way or to be done; what was just chosen counts as waiting still. */
  accounts: readonly (PacedAccount & { inFlight: number; hasWaiting: boolean })[];
  /** How providers met calls since the last look, oldest first; told once. */
  news: readonly (PacedAccount & { news: PaceNews })[];
  /** Calls that all living workers can have in flight together. */
  slots: number;
  /** How many workers these are. */
  workers: number;
  /** How many of the slots are free still, after what was chosen. */
  free: number;
};

/** What is kept of an account's pace, and why its executions wait just now. */
export type KeptPace = PacedAccount & {
  findings: PaceFindings;
  isFailing: boolean;
  /** How long an outage of the provider is still waited out; 0 when there is none. */
  outageMs: number;
};

/** What the one dispatcher needs to know and write. */
export type DispatchStore = {
  /** Takes or renews the lease of the one dispatcher; false while another process holds it. */
  holdLease(input: { holder: string; forMs: number }): Promise<boolean>;
  /** Gives the lease up, so that another process need not wait for its end. */
  dropLease(input: { holder: string }): Promise<void>;
  /**
   * Chooses up to the free slots of the living workers, round robin over users and then executions, no more of an account
   * than it allows, and marks them as handed out. Living are all who joined and did not leave, but for the dead that are
   * named: one of which nothing was seen yet has only just joined. Accounts without an allowance are new and get `forNew`.
   */
  chooseNext(input: {
    deadWorkerIds: readonly string[];
    allowances: readonly (PacedAccount & Allowance)[];
    forNew: Allowance;
  }): Promise<Choice>;
  /** Whether a call has ended since the last look, in whichever process: a look of its own for next to nothing. */
  hasNews(): Promise<boolean>;
  /** What dispatchers before this one found out, and how long each gate is still closed. */
  loadPaces(): Promise<(PacedAccount & { findings: PaceFindings; gateMs: number })[]>;
  keepPaces(paces: readonly KeptPace[]): Promise<void>;
};
