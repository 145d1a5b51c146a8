import { z } from "zod";
import { Warning } from "./envelope.ts";
import { pauseCodes } from "./error-codes.ts";
import { Estimate } from "./model.ts";

export const executionStatuses = [
  "pending",
  "processing",
  "paused",
  "completed",
  "cancelled",
  "failed",
] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** Why nothing is called just now, and until when (ISO 8601, null when somebody must act). */
export const WaitReason = z.object({
  code: z.enum(pauseCodes),
  message: z.string(),
  until: z.string().nullable(),
});
export type WaitReason = z.infer<typeof WaitReason>;

/** `total_prompts` counts prompts, every other count results; costs in dollars; the percentage is floored. */
export const Stats = z.object({
  total_prompts: z.number().int(),
  total_results: z.number().int(),
  successful: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  /** What is not finished, under way included. */
  pending: z.number().int(),
  processing: z.number().int(),
  completion_percentage: z.number().int(),
  total_cost: z.number(),
  possible_cost: z.number(),
});
export type Stats = z.infer<typeof Stats>;

export const Execution = z.object({
  id: z.string(),
  workflow_id: z.string(),
  name: z.string().nullable(),
  model: z.string(),
  aspect_ratio: z.string(),
  image_size: z.string(),
  variations: z.number().int(),
  reference_images: z.array(z.object({ url: z.string(), mime_type: z.string() })),
  status: z.enum(executionStatuses),
  /** Set while paused. */
  reason: WaitReason.nullable(),
  /** Set while the provider's limit makes the execution wait without being paused. */
  waiting: WaitReason.nullable(),
  stats: Stats,
  estimated_cost: Estimate,
  max_cost: z.number().nullable(),
  warnings: z.array(Warning),
  created_at: z.string(),
  started_at: z.string().nullable(),
  completed_at: z.string().nullable(),
});
export type Execution = z.infer<typeof Execution>;

const fieldsOfBoth = {
  prompts_text: z.string().optional(),
  prompts: z.array(z.string()).optional(),
  model: z.string().optional(),
  aspect_ratio: z.string().optional(),
  image_size: z.string().optional(),
  variations: z.coerce.number().int().min(1).max(4).optional(),
  max_cost: z.coerce.number().positive().max(100_000).optional(),
};

/** The fields of `POST /api/nano-banana/execute`; reference images come as files of a multipart form, or as base64 in JSON. */
export const ExecuteRequest = z.object({
  ...fieldsOfBoth,
  api_key: z.string().min(1).max(500).optional(),
  name: z.string().max(200).optional(),
  /** Runs a workflow again: its prompts, references and settings, which may then not be given anew. */
  workflow_id: z.uuid().optional(),
  /** Ask once more, for money, when the model's filter swallowed the picture; false alarms are common. */
  redraw_filtered: z.stringbool().or(z.boolean()).optional(),
  reference_images: z
    .array(z.object({ data: z.base64(), name: z.string().max(300).optional() }))
    .optional(),
});
export type ExecuteRequest = z.infer<typeof ExecuteRequest>;

export const ExecuteAnswer = z.object({
  execution_id: z.string(),
  workflow_id: z.string(),
  status: z.enum(executionStatuses),
  total_prompts: z.number().int(),
  model: z.string(),
  estimated_cost: Estimate,
  warnings: z.array(Warning),
});
export type ExecuteAnswer = z.infer<typeof ExecuteAnswer>;

/** `POST /api/estimate`: as execute, but with the number of references in place of the pictures. */
export const EstimateRequest = z.object({
  ...fieldsOfBoth,
  reference_image_count: z.coerce.number().int().min(0).max(14).optional(),
});
export type EstimateRequest = z.infer<typeof EstimateRequest>;

/** `POST /api/executions/:id/resume`. */
export const ResumeRequest = z.object({
  api_key: z.string().min(1).max(500).optional(),
  max_cost: z.number().positive().max(100_000).optional(),
});
export type ResumeRequest = z.infer<typeof ResumeRequest>;

/** `DELETE /api/executions/:id`: what was deleted, its pictures included. */
export const Removed = z.object({ id: z.string() });
export type Removed = z.infer<typeof Removed>;
