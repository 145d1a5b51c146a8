import type { EstimateRequest } from "@bunch/contracts/execution-request";
import type { Wish } from "@bunch/core/flow/price-wish";

/** The fields that execute and estimate have in common, in the core's words. */
export function wishOf(fields: Omit<EstimateRequest, "reference_image_count">): Wish {
  return {
    promptsText: fields.prompts_text,
    prompts: fields.prompts,
    model: fields.model,
    models: fields.models,
    aspectRatio: fields.aspect_ratio,
    imageSize: fields.image_size,
    variations: fields.variations,
    seed: fields.seed,
    maxCostDollars: fields.max_cost,
  };
}
