import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Warning } from "@bunch/contracts/envelope";
import type { Estimate } from "@bunch/contracts/model";
import type { LimitedWish } from "../limits/hold-to-limits.ts";
import type { DrawSettings } from "../models/catalogue-entry.ts";
import type { ExecutionChange, ExecutionState } from "../executions/execution-state.ts";
import type { Rows } from "../prompts/own-settings.ts";
import type { CameBy } from "./came-by.ts";
import type { SealedKey } from "./key-vault.ts";
import type { Origin } from "./tracer.ts";
import type { BatchWebhook } from "./webhook-store.ts";

/** A reference picture as a workflow keeps it: stored for this workflow alone. */
export type StoredReference = {
  path: string;
  sha256: string;
  mimeType: string;
  name: string | null;
};

/** One execution as it is written down. */
export type Run = {
  userId: string;
  cameBy: CameBy;
  /** Null where no request asked for it. */
  origin: Origin | null;
  workflowId: string;
  executionId: string;
  name: string | null;
  modelId: string;
  settings: DrawSettings;
  redrawFiltered: boolean;
  onDoubt: DoubtPolicy;
  prompts: readonly string[];
  rows: Rows;
  references: readonly StoredReference[];
  estimate: Estimate;
  /** Of a set: for all of its executions together. */
  maxCostMicros: number | null;
  warnings: readonly Warning[];
  /** Null where the batch brings no address of its own. */
  webhook: BatchWebhook | null;
  /** The caller's key and a digest of what it asked; null when it gave none. */
  idempotency: { key: string; digest: string } | null;
};

/** What an execution of a set has of its own; all else is as the first one has it. */
export type OfItsModel = Pick<
  Run,
  | "workflowId"
  | "executionId"
  | "modelId"
  | "settings"
  | "rows"
  | "references"
  | "estimate"
  | "warnings"
> & { sealedKey: SealedKey | null };

/** A new workflow with its first execution; of a set, those of its other models too, which are written with it or not at all. */
export type Submission = Run &
  OfItsModel & { set: { id: string; others: readonly OfItsModel[] } | null };

/** What a repeat of an idempotent submission finds; after a deletion it must not draw and pay again. */
export type Submitted =
  | { is: "new" }
  | { is: "repeat"; executionId: string }
  | { is: "other_body" }
  | { is: "deleted" };

/** Executions as their owners act on them. */
export type ExecutionStore = {
  /**
   * Lists pictures that are about to be stored as rubbish; the submission of that execution takes them off again. What the
   * submission would be refused for as over a limit, is refused here already.
   */
  expectReferences(input: {
    userId: string;
    executionId: string;
    paths: readonly string[];
    wish: LimitedWish;
  }): Promise<void>;
  /** Writes workflows, executions, results and the first events in one transaction; a Problem refuses what is over a limit. */
  submit(submission: Submission): Promise<Submitted>;
  /** Looks for an earlier submission under the key. */
  findRepeat(input: { userId: string; key: string; digest: string }): Promise<Submitted>;
  /** Locks the row, lets `decide` choose, carries the change out with its event; false when the user has no such execution. */
  change(input: {
    userId: string;
    cameBy: CameBy;
    executionId: string;
    decide: (state: ExecutionState) => ExecutionChange;
    /** Replaces the workflow's key in the same transaction. */
    sealKey: ((workflowId: string) => SealedKey) | null;
  }): Promise<boolean>;
};
