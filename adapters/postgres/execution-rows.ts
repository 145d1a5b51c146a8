import type { DoubtPolicy } from "@bunch/contracts/doubt";
import type { Warning } from "@bunch/contracts/envelope";
import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import type { Estimate } from "@bunch/contracts/model";
import type { StoredReference } from "@bunch/core/ports/execution-store";
import type { PauseCode } from "@bunch/contracts/error-codes";
import type { HoldCode } from "@bunch/core/results/decide-settlement";
import type { ExecutionView, Waiting } from "@bunch/core/ports/execution-views";
import { gateIsClosed } from "./gate-is-closed.ts";

export type ExecutionRow = {
  id: string;
  user_id: string;
  workflow_id: string;
  set_id: string | null;
  name: string | null;
  model: string;
  settings: {
    aspect_ratio: string;
    image_size: string;
    variations: number;
    /** Missing from before there was one, and where it is left to chance. */
    seed?: number;
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
  pace: PaceRow | null;
  hold_code: HoldCode | null;
  hold_message: string | null;
  last_sequence: number;
  created_at: string;
  started_at: string | null;
  completed_at: string | null;
  status: ExecutionStatus;
};

/** Why the account of an execution is asked no faster just now. */
type PaceRow = { code: PauseCode; until: string | null; message: string; perMinute: number | null };

/** A rate that was met so long ago is no reason any more. */
const pacedMinutes = 1;

/** Columns of an execution, for a select from executions `e`. */
export const executionColumns = `e.*, case when e.completed_at is null then (
    select jsonb_build_object('perMinute', p.per_minute, 'message', coalesce(p.gate_message, ''),
      'code', case when ${gateIsClosed("p")} then p.gate_code else 'rate_limited' end,
      'until', case when ${gateIsClosed("p")} then p.gate_until end)
    from workflows w join paces p on p.account = w.account and p.model = e.model
    where w.id = e.workflow_id and (${gateIsClosed("p")}
      or p.per_second is not null and p.updated_at > now() - interval '${pacedMinutes} minute')
  ) end as pace`;

/** Reads a row of those columns. */
export function executionOf(row: ExecutionRow): ExecutionView {
  const runs = row.status === "pending" || row.status === "processing";
  return {
    id: row.id,
    ownerId: row.user_id,
    workflowId: row.workflow_id,
    setId: row.set_id,
    name: row.name,
    modelId: row.model,
    aspectRatio: row.settings.aspect_ratio,
    imageSize: row.settings.image_size,
    variations: row.settings.variations,
    seed: row.settings.seed ?? null,
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
function waitingOf(row: ExecutionRow): Waiting | null {
  // It is tried again and again; what ends it is somebody who frees room, and then the first call that ends.
  if (row.hold_code === "disk_full")
    return { code: row.hold_code, message: row.hold_message ?? "", until: null, perMinute: null };
  if (row.pace === null) return null;
  const { until } = row.pace;
  return { ...row.pace, until: until && new Date(until).toISOString() };
}
