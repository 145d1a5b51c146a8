import type { Result } from "@bunch/contracts/result";
import type { ResultView } from "@bunch/core/ports/execution-views";
import { renditionPaths } from "@bunch/core/results/rendition-paths";
import type { UrlOf } from "./picture-urls.ts";
import { dollars } from "./dollars.ts";

/** A result as it goes over the wire. */
export function wireResult(view: ResultView, urlOf: UrlOf): Result {
  const url = view.path === null ? null : urlOf(view.path);
  const copies = view.path === null || view.thumbhash === null ? null : renditionPaths(view.path);
  return {
    id: view.id,
    batch_index: view.batchIndex,
    variation: view.variation,
    prompt_text: view.prompt,
    status: view.status,
    result_url: url,
    // The picture itself, until smaller copies are made.
    thumbnail_url: copies ? urlOf(copies.large) : url,
    small_thumbnail_url: copies ? urlOf(copies.small) : null,
    thumbhash: view.thumbhash,
    extra_urls: view.extraPaths.map((path) => urlOf(path)),
    processing_time_ms: view.drawnInMs,
    api_cost: view.costMicros === null ? null : dollars(view.costMicros),
    possible_cost: dollars(view.possibleMicros),
    needs_decision: view.undecided,
    attempts: view.attempts,
    width: view.width,
    height: view.height,
    mime_type: view.mimeType,
    error_code: view.errorCode,
    error_message: view.errorMessage,
    warnings: [...view.warnings],
    rating: view.rating,
    rejected: view.rejected,
  };
}
