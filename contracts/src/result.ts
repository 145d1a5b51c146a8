import { z } from "zod";
import { Warning } from "./envelope.ts";
import { resultErrorCodes } from "./error-codes.ts";
import { address, uuid } from "./text-formats.ts";

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
  id: uuid,
  batch_index: z.number().int().meta({ description: "The prompt's place in the batch, from 0." }),
  variation: z.number().int().meta({ description: "Which of the prompt's pictures, from 0." }),
  prompt_text: z.string(),
  status: z.enum(resultStatuses),
  result_url: address.nullable().meta({
    description: "The picture, in the very bytes that the model sent. Null without one.",
  }),
  thumbnail_url: address.nullable().meta({
    description:
      "A WebP of at most 512 pixels a side once it is made, before that the picture itself.",
  }),
  small_thumbnail_url: address.nullable().meta({
    description: "A WebP of at most 256 pixels a side, null until it is made.",
  }),
  thumbhash: z.string().nullable().meta({
    description:
      "The picture as a blur of some 25 bytes, base64 (https://evanw.github.io/thumbhash), null until it is made.",
  }),
  extra_urls: z.array(address).meta({
    description: "Pictures that came late, after the result had been drawn again: paid, so kept.",
  }),
  processing_time_ms: z.number().int().nullable().meta({
    description: "How long the call that drew it took.",
  }),
  api_cost: z.number().nullable().meta({
    description:
      "What it cost in dollars, redraws included, to six decimals. Null until it is known.",
  }),
  possible_cost: z.number().meta({
    description: "What unanswered calls for this result may have cost on top of that, in dollars.",
  }),
  needs_decision: z.boolean().meta({
    description:
      "It may be drawn and charged already, and waits for your decision: draw it again, or give it up. Its status is pending meanwhile.",
  }),
  attempts: z
    .number()
    .int()
    .meta({ description: "Calls that count towards the most that are made." }),
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  mime_type: z.string().nullable(),
  error_code: z.enum(resultErrorCodes).nullable().meta({
    description: "Why there is no picture. refused: the model would not draw it.",
  }),
  error_message: z
    .string()
    .nullable()
    .meta({ description: "The provider's own words, where it had some." }),
  warnings: z.array(Warning),
  rating: z.int().nullable().meta({
    description:
      "Its owner's 1 to 5 stars, null without. No event tells that it changed; one that brings the result has what holds when it is sent.",
  }),
  rejected: z.boolean().meta({ description: "Whether its owner put it aside." }),
});
export type Result = z.infer<typeof Result>;

/** `GET /api/executions/:id/results`. */
export const ResultsQuery = z.object({
  status: z.enum(resultStatuses).optional().meta({ description: "Only results in this state." }),
  limit: z.coerce.number().int().min(1).max(1000).optional().meta({
    description: "The most results of a page; 1 000 unless given.",
  }),
  cursor: z.string().max(100).optional().meta({
    description: "The next_cursor of the page before.",
  }),
  from_slot: z.coerce.number().int().min(0).max(999_999_999).optional().meta({
    description:
      "Begins the page at this slot (prompt × variations + variation, both from 0). Not together with status or cursor; next_cursor goes on from there.",
  }),
});
export type ResultsQuery = z.infer<typeof ResultsQuery>;
