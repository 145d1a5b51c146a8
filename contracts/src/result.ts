import { z } from "zod";
import { Warning } from "./envelope.ts";
import { resultErrorCodes } from "./error-codes.ts";

export const resultStatuses = [
  "pending",
  "processing",
  "completed",
  "failed",
  "cancelled",
] as const;
export type ResultStatus = (typeof resultStatuses)[number];

/** One prompt × variation and what came of it. Costs in dollars with six decimals, addresses absolute. */
export const Result = z.object({
  id: z.string(),
  batch_index: z.number().int(),
  variation: z.number().int(),
  prompt_text: z.string(),
  status: z.enum(resultStatuses),
  /** The very bytes that the model sent. */
  result_url: z.string().nullable(),
  /** A WebP of at most 512 pixels a side once it is made, before that the picture itself. */
  thumbnail_url: z.string().nullable(),
  /** A WebP of at most 256 pixels a side, null until it is made. */
  small_thumbnail_url: z.string().nullable(),
  /** The picture as a blur of some 25 bytes, base64 (https://evanw.github.io/thumbhash), null until it is made. */
  thumbhash: z.string().nullable(),
  /** Pictures that came late, after the result had been drawn again: paid, so kept. */
  extra_urls: z.array(z.string()),
  processing_time_ms: z.number().int().nullable(),
  api_cost: z.number().nullable(),
  /** What unanswered calls for this result may have cost. */
  possible_cost: z.number(),
  attempts: z.number().int(),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  mime_type: z.string().nullable(),
  error_code: z.enum(resultErrorCodes).nullable(),
  error_message: z.string().nullable(),
  warnings: z.array(Warning),
});
export type Result = z.infer<typeof Result>;

/** `GET /api/executions/:id/results`. */
export const ResultsQuery = z.object({
  status: z.enum(resultStatuses).optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().max(100).optional(),
});
export type ResultsQuery = z.infer<typeof ResultsQuery>;
