import { z } from "zod";
import { doubtPolicies } from "./doubt.ts";
import { Warning } from "./envelope.ts";
import { pauseCodes } from "./error-codes.ts";
import { Estimate } from "./model.ts";
import { PromptRow } from "./prompt-row.ts";
import { address, moment, uuid } from "./text-formats.ts";

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
  message: z.string().meta({ description: "What happened and what to do, in a sentence." }),
  until: moment.nullable().meta({
    description: "When it goes on by itself; null when somebody has to act.",
  }),
  next_cost: z.number().optional().meta({
    description:
      "With code cap: what the next picture may cost at most, in dollars. It has to fit beside what is spent.",
  }),
});
export type WaitReason = z.infer<typeof WaitReason>;

/** Why it is drawn no faster just now, without being paused. */
export const Waiting = WaitReason.extend({
  until: moment.nullable().meta({
    description: "When it goes on, or goes on faster; null where nobody knows.",
  }),
  per_minute: z.number().int().nullable().meta({
    description: "The provider's limit for this key in calls a minute, where it named one.",
  }),
});
export type Waiting = z.infer<typeof Waiting>;

/** `total_prompts` counts prompts, every other count results; costs in dollars; the percentage is floored. */
export const Stats = z.object({
  total_prompts: z.number().int(),
  total_results: z.number().int().meta({
    description: "Prompts × variations. All counts but total_prompts count results.",
  }),
  successful: z.number().int(),
  failed: z.number().int(),
  cancelled: z.number().int(),
  pending: z.number().int().meta({ description: "What is not finished, under way included." }),
  processing: z.number().int().meta({ description: "What is under way just now." }),
  undecided: z.number().int().meta({
    description:
      "What waits for its owner's decision, being perhaps drawn and charged already; counted as pending too.",
  }),
  completion_percentage: z.number().int().meta({
    description: "How much has ended, in whole percent, rounded down.",
  }),
  total_cost: z
    .number()
    .meta({ description: "What is known to be charged, in dollars, to the cent." }),
  possible_cost: z.number().meta({
    description: "What unanswered calls may have cost on top of that, in dollars.",
  }),
  undecided_cost: z.number().meta({
    description: "The part of possible_cost that belongs to what is undecided, in dollars.",
  }),
  over_cap: z.number().meta({
    description:
      "By how much total_cost is above max_cost, in dollars to six decimals: an answer was charged above the most that its model is known to take, or the cap was lowered. 0 otherwise.",
  }),
});
export type Stats = z.infer<typeof Stats>;

export const Execution = z.object({
  id: uuid,
  workflow_id: uuid.meta({ description: "What was configured; execute runs it again by this id." }),
  name: z.string().nullable(),
  model: z.string(),
  aspect_ratio: z.string(),
  image_size: z.string(),
  variations: z.number().int(),
  reference_images: z.array(z.object({ url: address, mime_type: z.string() })),
  status: z.enum(executionStatuses).meta({
    description:
      "completed: all ended, at least one with a picture. failed: all ended, none with one. paused: see reason.",
  }),
  reason: WaitReason.nullable().meta({ description: "Why it is paused; null when it is not." }),
  waiting: Waiting.nullable().meta({
    description:
      "Set while the provider's limit or outage, or a full disk, makes it wait without being paused.",
  }),
  stats: Stats,
  estimated_cost: Estimate,
  max_cost: z.number().nullable().meta({
    description: "The cap in dollars: it pauses before it could cost more. Null without one.",
  }),
  on_doubt: z.enum(doubtPolicies).meta({
    description:
      "What becomes of a picture that may have been charged without reaching us. repay: it is drawn again by itself. ask: it waits for your decision. fail: it fails as doubted.",
  }),
  warnings: z.array(Warning),
  created_at: moment,
  started_at: moment.nullable().meta({ description: "Null until the first picture is begun." }),
  completed_at: moment.nullable().meta({ description: "Null while something is not finished." }),
});
export type Execution = z.infer<typeof Execution>;

const fieldsOfBoth = {
  workflow_id: z.uuid().optional().meta({
    description:
      "Runs a workflow again: its prompts, references and settings, which may then not be given anew.",
  }),
  prompts_text: z.string().optional().meta({
    description:
      "Prompts with a blank line between them. Text without a real line break may spell it `\\n\\n`. Give this or prompts.",
  }),
  prompts: z.array(z.string().or(PromptRow)).optional().meta({
    description:
      "Prompts one by one; in a form, a JSON list. Each has at most 8 000 characters. An object in place of text has settings of its own.",
  }),
  model: z.string().optional().meta({
    description:
      "An id of `GET /api/models`; without it the default one. `simulator` draws for nothing.",
  }),
  aspect_ratio: z.string().optional().meta({ description: "One that the model takes, as 16:9." }),
  image_size: z.string().optional().meta({ description: "One that the model takes, as 1K." }),
  variations: z.coerce.number().int().min(1).max(4).optional().meta({
    description: "Pictures of each prompt; 1 unless given.",
  }),
  max_cost: z.coerce.number().positive().max(100_000).optional().meta({
    description: "A cap in dollars: the batch pauses before it could cost more.",
  }),
};

/** The fields of `POST /api/nano-banana/execute`; reference images come as files of a multipart form, or as base64 in JSON. */
export const ExecuteRequest = z.object({
  ...fieldsOfBoth,
  api_key: z.string().min(1).max(500).optional().meta({
    description:
      "Your key at the provider, stored encrypted. Not needed where the server has its own.",
  }),
  key_id: z.uuid().optional().meta({
    description: "A remembered key of yours (`POST /api/keys`), in place of api_key.",
  }),
  name: z.string().max(200).optional().meta({ description: "What you call this batch." }),
  redraw_filtered: z.stringbool().or(z.boolean()).optional().meta({
    description:
      "Asks once more, for money, when the model's filter swallowed the picture; false alarms are common.",
  }),
  on_doubt: z.enum(doubtPolicies).optional().meta({
    description:
      "What to do when a call ends without an answer and may have been charged. repay draws again, at the risk of a second charge; ask waits for your decision; fail gives the picture up. Without it the server's own setting, or that of the workflow that is run again.",
  }),
  webhook_url: z.string().max(2000).optional().meta({
    description:
      "Is told when this batch has ended or pauses, beside the endpoints that you have registered. An address that begins with https and that anybody can reach.",
  }),
  reference_images: z
    .array(
      z.object({
        data: z.base64().meta({ description: "The picture's bytes: PNG, JPEG or WebP." }),
        name: z.string().max(300).optional(),
      }),
    )
    .optional()
    .meta({ description: "Pictures that guide the model." }),
});
export type ExecuteRequest = z.infer<typeof ExecuteRequest>;

export const ExecuteAnswer = z.object({
  execution_id: uuid,
  workflow_id: uuid,
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
  api_key: z.string().min(1).max(500).optional().meta({
    description: "Another key, which replaces the batch's.",
  }),
  key_id: z.uuid().optional().meta({
    description: "A remembered key of yours, in place of api_key.",
  }),
  max_cost: z.number().positive().max(100_000).optional().meta({
    description: "Another cap in dollars.",
  }),
});
export type ResumeRequest = z.infer<typeof ResumeRequest>;

/** `GET /api/executions`. */
export const ExecutionsQuery = z.object({
  status: z.enum(executionStatuses).optional().meta({
    description: "Only batches in this state.",
  }),
  search: z.string().max(200).optional().meta({
    description:
      "Only batches whose name, model or one of the first three prompts holds this text; case and accents make no difference. A page looks through 2 000 batches at most: it may be short or empty, and there are more to look through as long as next_cursor is not null.",
  }),
  limit: z.coerce.number().int().min(1).max(200).optional().meta({
    description: "The most batches of a page; 50 unless given.",
  }),
  cursor: z.string().max(200).optional().meta({
    description: "The next_cursor of the page before.",
  }),
});
export type ExecutionsQuery = z.infer<typeof ExecutionsQuery>;

/** `PATCH /api/executions/:id`. */
export const RenameRequest = z.object({
  name: z.string().trim().max(200).nullable().meta({
    description: "What you call this batch from now on; null or nothing takes its name away.",
  }),
});
export type RenameRequest = z.infer<typeof RenameRequest>;

/** `DELETE /api/executions/:id`: what was deleted, its pictures included. */
export const Removed = z.object({ id: uuid });
export type Removed = z.infer<typeof Removed>;
