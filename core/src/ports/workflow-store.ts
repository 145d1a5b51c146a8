import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { DrawSettings } from "../models/catalogue-entry.ts";
import type { Rows } from "../prompts/own-settings.ts";
import type { Run, StoredReference, Submitted } from "./execution-store.ts";
import type { SealedKey } from "./key-vault.ts";

/** What was configured, as its owner's next execution needs it. */
export type Workflow = {
  id: string;
  name: string | null;
  prompts: readonly string[];
  rows: Rows;
  modelId: string;
  settings: DrawSettings;
  redrawFiltered: boolean;
  /** Null where it was written before there was a choice. */
  onDoubt: DoubtPolicy | null;
  references: readonly StoredReference[];
  sealedKey: SealedKey | null;
};

/** Workflows as their owners run them again. */
export type WorkflowStore = {
  /** Null when the user has no such workflow. */
  find(input: { userId: string; workflowId: string }): Promise<Workflow | null>;
  /**
   * Writes another execution of a workflow with its results and first event, in one transaction that holds the
   * workflow's row, so that no deletion takes it away meanwhile. A key given replaces the workflow's own.
   */
  runAgain(run: Run & { newKey: SealedKey | null }): Promise<Submitted | { is: "no_workflow" }>;
};
