import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { SealedKey } from "@bunch/core/ports/key-vault";
import type { StoredReference } from "@bunch/core/ports/execution-store";
import type { WorkOrder } from "@bunch/core/ports/ledger";

/** Columns of a work order, for a select from results `r`, executions `e` and workflows `w`. */
export const workOrderColumns = `
  r.id as "resultId", r.execution_id as "executionId", e.workflow_id as "workflowId", r.user_id as "userId",
  e.model as "modelId", e.settings, r.prompt_text as prompt, r.variation,
  r.aspect_ratio as "ownRatio", r.image_size as "ownSize", r.reference_places as "ownReferences",
  e.reference_images as "references", w.config -> 'api_key_encrypted' as "sealedKey",
  w.account, e.request_id as "requestId", e.traceparent`;

export type WorkOrderRow = {
  resultId: string;
  executionId: string;
  workflowId: string;
  userId: string;
  modelId: string;
  settings: {
    aspect_ratio: string;
    image_size: string;
    variations: number;
    /** Missing from before there was one, and where it is left to chance. */
    seed?: number;
    redraw_filtered: boolean;
    /** Missing from before there was a choice. */
    on_doubt?: DoubtPolicy;
  };
  prompt: string;
  variation: number;
  /** What the prompt has of its own; null is as the execution has it. */
  ownRatio: string | null;
  ownSize: string | null;
  ownReferences: number[] | null;
  references: StoredReference[];
  sealedKey: SealedKey | null;
  account: string;
  requestId: string | null;
  traceparent: string | null;
};

/** Reads a row of those columns. */
export function workOrderOf(row: WorkOrderRow): WorkOrder {
  return {
    resultId: row.resultId,
    executionId: row.executionId,
    workflowId: row.workflowId,
    userId: row.userId,
    modelId: row.modelId,
    settings: {
      aspectRatio: row.ownRatio ?? row.settings.aspect_ratio,
      imageSize: row.ownSize ?? row.settings.image_size,
      variations: row.settings.variations,
      seed: row.settings.seed ?? null,
    },
    redrawFiltered: row.settings.redraw_filtered,
    onDoubt: row.settings.on_doubt ?? "repay",
    prompt: row.prompt,
    variation: row.variation,
    references: referencesOf(row),
    sealedKey: row.sealedKey,
    account: row.account,
    requestId: row.requestId,
    traceparent: row.traceparent,
  };
}

/** Places count from 1; what is not there any more would be drawn without and paid, so it is an error. */
function referencesOf({ references, ownReferences, resultId }: WorkOrderRow): StoredReference[] {
  if (ownReferences === null) return references;
  return ownReferences.map((place) => {
    const reference = references[place - 1];
    if (!reference) throw new Error(`Result ${resultId} has no reference picture ${place}.`);
    return reference;
  });
}
