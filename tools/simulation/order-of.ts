import type { WorkOrder } from "@bunch/core/ports/ledger";
import type { ResultRow } from "./database.ts";

/** The only model there is; accounts tell paces apart. */
export const modelId = "model";

/** What it takes to draw a result. The prompt names it, so that the provider's bill can be held against it. */
export function orderOf(result: ResultRow): WorkOrder {
  const { execution } = result;
  return {
    resultId: result.id,
    executionId: execution.id,
    workflowId: execution.id,
    userId: execution.userId,
    modelId,
    settings: { aspectRatio: "1:1", imageSize: "1K", variations: 1, seed: null },
    redrawFiltered: execution.redrawFiltered,
    onDoubt: execution.onDoubt,
    prompt: result.id,
    variation: 0,
    references: [],
    sealedKey: null,
    account: execution.account,
    requestId: null,
    traceparent: null,
  };
}
