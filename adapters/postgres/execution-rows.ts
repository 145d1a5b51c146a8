import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Warning } from "@bunch/contracts/envelope";
import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import type { Estimate } from "@bunch/contracts/model";
import type { StoredReference } from "@bunch/core/ports/execution-store";
import type { HoldCode } from "@bunch/core/results/decide-settlement";
import type { ExecutionView } from "@bunch/core/ports/execution-views";

export type ExecutionRow = {
  id: string;
  workflow_id: string;
  name: string | null;
  model: string;
  settings: {
    aspect_ratio: string;
    image_size: string;
    variations: number;
    /** Missing from before there was a choice. */
    on_doubt?: DoubtPolicy;
  };
  reference_images: StoredReference[];
  estimate: Estimate;
  warnings: Warning[];
  max_cost_micros: number | null;
  prompts_count: number;
  results_count: number;
  pending_count: number;
  processing_count: number;
  completed_count: number;
  failed_count: number;
  cancelled_count: number;
  undecided_count: number;
  undecided_micros: number;
  cost_micros: number;
  possible_micros: number;
  paused_reason: WaitReason | null;
  held_until: string | null;
  hold_code: HoldCode | null;
  hold_message: string | null;
  last_sequence: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  status: ExecutionStatus;
};

export const executionColumns = "*, case when hold_until > now() then hold_until end as held_until";

/** Reads a row of those columns. */
export function executionOf(row: ExecutionRow): ExecutionView {
  const runs = row.status === "pending" || row.status === "processing";
  return {
    id: row.id,
    workflowId: row.workflow_id,
    name: row.name,
    modelId: row.model,
    aspectRatio: row.settings.aspect_ratio,
    imageSize: row.settings.image_size,
    variations: row.settings.variations,
    references: row.reference_images,
    status: row.status,
    reason: row.status === "paused" ? row.paused_reason : null,
    waiting: runs ? waitingOf(row) : null,
    counts: {
      prompts: row.prompts_count,
      results: row.results_count,
      pending: row.pending_count,
      processing: row.processing_count,
      completed: row.completed_count,
      failed: row.failed_count,
      cancelled: row.cancelled_count,
      undecided: row.undecided_count,
      costMicros: row.cost_micros,
      possibleMicros: row.possible_micros,
      undecidedMicros: row.undecided_micros,
      overCapMicros: Math.max(0, row.cost_micros - (row.max_cost_micros ?? row.cost_micros)),
    },
    estimate: row.estimate,
    maxCostMicros: row.max_cost_micros,
    onDoubt: row.settings.on_doubt ?? "repay",
    warnings: row.warnings,
    lastSequence: row.last_sequence,
    createdAt: row.created_at,
    startedAt: row.started_at,
    completedAt: row.completed_at,
  };
}

/** Other holds of our own are over within seconds, or become a pause that says what to do. */
function waitingOf(row: ExecutionRow): WaitReason | null {
  const message = row.hold_message ?? "";
  // It is tried again and again; what ends it is somebody who frees room, and then the first call that ends.
  if (row.hold_code === "disk_full") return { code: row.hold_code, message, until: null };
  return row.hold_code === "rate_limited" && row.held_until !== null
    ? { code: row.hold_code, message, until: row.held_until }
    : null;
}
