import type { Execution, Stats, Waiting } from "@bunch/contracts/execution";
import type {
  Counts,
  ExecutionView,
  Waiting as WaitingView,
} from "@bunch/core/ports/execution-views";
import type { UrlOf } from "./picture-urls.ts";
import { dollars, dollarsToCents, dollarsUpToCents } from "./dollars.ts";

/** An execution as it goes over the wire. */
export function wireExecution(view: ExecutionView, urlOf: UrlOf): Execution {
  return {
    id: view.id,
    workflow_id: view.workflowId,
    set_id: view.setId,
    name: view.name,
    model: view.modelId,
    aspect_ratio: view.aspectRatio,
    image_size: view.imageSize,
    variations: view.variations,
    seed: view.seed,
    reference_images: view.references.map(({ path, mimeType }) => ({
      url: urlOf(path),
      mime_type: mimeType,
    })),
    status: view.status,
    reason: view.reason,
    waiting: view.waiting && wireWaiting(view.waiting),
    stats: wireStats(view.counts),
    estimated_cost: view.estimate,
    max_cost: view.maxCostMicros === null ? null : dollars(view.maxCostMicros),
    on_doubt: view.onDoubt,
    warnings: [...view.warnings],
    created_at: view.createdAt,
    started_at: view.startedAt,
    completed_at: view.completedAt,
  };
}

function wireWaiting({ perMinute, ...reason }: WaitingView): Waiting {
  return { ...reason, per_minute: perMinute };
}

/** Progress as people read it: the percentage floored, so that 100 means all; `pending` is all that is not finished. */
export function wireStats(counts: Counts): Stats {
  const open = counts.pending + counts.processing;
  return {
    total_prompts: counts.prompts,
    total_results: counts.results,
    successful: counts.completed,
    failed: counts.failed,
    cancelled: counts.cancelled,
    pending: open,
    processing: counts.processing,
    undecided: counts.undecided,
    completion_percentage:
      counts.results === 0 ? 0 : Math.floor((100 * (counts.results - open)) / counts.results),
    total_cost: dollarsToCents(counts.costMicros),
    possible_cost: dollarsUpToCents(counts.possibleMicros),
    undecided_cost: dollarsUpToCents(counts.undecidedMicros),
    over_cap: dollars(counts.overCapMicros),
  };
}
