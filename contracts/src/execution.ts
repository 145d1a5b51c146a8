import { z } from "zod";
import { doubtPolicies } from "./doubt.ts";
import { Warning } from "./envelope.ts";
import { pauseCodes } from "./error-codes.ts";
import { Estimate } from "./model.ts";
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

export const Execution = z
  .object({
    id: uuid,
    workflow_id: uuid.meta({
      description: "What was configured; execute runs it again by this id.",
    }),
    // A server of before, which answers beside newer ones during a deploy, tells neither this nor a seed.
    set_id: uuid.nullable().default(null).meta({
      description:
        "What it shares with the batches of other models that were started with it (`GET /api/sets/:id`); null where it was started alone.",
    }),
    name: z.string().nullable(),
    model: z.string(),
    aspect_ratio: z.string(),
    image_size: z.string(),
    variations: z.number().int(),
    seed: z.number().int().nullable().default(null).meta({
      description:
        "The seed of the first picture of each prompt, each further one taking the next; null where it is left to chance.",
    }),
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
  })
  .meta({ id: "Execution" });
export type Execution = z.infer<typeof Execution>;
