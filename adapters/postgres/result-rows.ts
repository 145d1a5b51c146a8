import type { Warning } from "@bunch/contracts/envelope";
import type { ResultErrorCode } from "@bunch/contracts/error-codes";
import type { ResultStatus } from "@bunch/contracts/result";
import type { ResultView } from "@bunch/core/ports/execution-views";

/** A result as its table has it, or as an event kept it. */
export type ResultRow = {
  id: string;
  batch_index: number;
  variation: number;
  prompt_text: string;
  status: ResultStatus;
  object_path: string | null;
  /** Missing in events from before there were any. */
  thumbhash?: string | null;
  extra_paths: string[];
  drawn_in_ms: number | null;
  cost_micros: number;
  possible_micros: number;
  /** Missing in events from before anything was asked. */
  undecided?: boolean;
  attempts: number;
  width: number | null;
  height: number | null;
  mime_type: string | null;
  error_code: ResultErrorCode | null;
  error_message: string | null;
  warnings: Warning[];
  rating: number | null;
  rejected: boolean;
};

export const resultColumns =
  "id, batch_index, variation, prompt_text, status, object_path, thumbhash, extra_paths, drawn_in_ms, cost_micros, possible_micros, undecided, attempts, width, height, mime_type, error_code, error_message, warnings, rating, rejected";

/** Reads a row of those columns; a cost is known once the result has ended. */
export function resultOf(row: ResultRow): ResultView {
  const hasCost = row.status === "completed" || row.status === "failed" || row.cost_micros > 0;
  return {
    id: row.id,
    batchIndex: row.batch_index,
    variation: row.variation,
    prompt: row.prompt_text,
    status: row.status,
    path: row.object_path,
    thumbhash: row.thumbhash ?? null,
    extraPaths: row.extra_paths,
    drawnInMs: row.drawn_in_ms,
    costMicros: hasCost ? row.cost_micros : null,
    possibleMicros: row.possible_micros,
    undecided: row.undecided ?? false,
    attempts: row.attempts,
    width: row.width,
    height: row.height,
    mimeType: row.mime_type,
    errorCode: row.error_code,
    errorMessage: row.error_message,
    warnings: row.warnings,
    rating: row.rating,
    rejected: row.rejected,
  };
}
