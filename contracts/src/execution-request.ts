import { z } from "zod";
import { doubtPolicies } from "./doubt.ts";
import { Warning } from "./envelope.ts";
import { executionStatuses } from "./execution.ts";
import { Estimate } from "./model.ts";
import { maxSeed } from "./picture-seed.ts";
import { PromptRow } from "./prompt-row.ts";
import { uuid } from "./text-formats.ts";

/** So many models draw the same prompts at most. */
export const mostModelsOfASet = 4;

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
  models: z
    .array(z.string().min(1))
    .min(2)
    .max(mostModelsOfASet)
    .optional()
    .meta({
      description: `2 to ${mostModelsOfASet} different ids in place of model: each draws the same prompts in a batch of its own. In a form, a JSON list or ids with commas between. Settings have to be what all of them take.`,
    }),
  aspect_ratio: z.string().optional().meta({ description: "One that the model takes, as 16:9." }),
  image_size: z.string().optional().meta({ description: "One that the model takes, as 1K." }),
  variations: z.coerce.number().int().min(1).max(4).optional().meta({
    description: "Pictures of each prompt; 1 unless given.",
  }),
  seed: z.coerce.number().int().min(0).max(maxSeed).optional().meta({
    description:
      "The same seed, prompt, settings and model draw the same picture again, as far as the provider keeps that. Several pictures of a prompt take the numbers that follow. A model that takes none (see takes_seed) leaves it to chance and a warning says so.",
  }),
  max_cost: z.coerce.number().positive().max(100_000).optional().meta({
    description:
      "A cap in dollars: the batch pauses before it could cost more. Of several models it is for all together, and split among them as their estimates are.",
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
  api_keys: z
    .record(z.string(), z.string().min(1).max(500))
    .optional()
    .meta({
      description:
        "For models of several vendors, in place of api_key: each vendor's key by its id in `GET /api/models`. None is sent another's. In a form, a JSON object.",
      example: { gemini: "YOUR_GEMINI_API_KEY" },
    }),
  key_ids: z.record(z.string(), z.uuid()).optional().meta({
    description: "Remembered keys of yours by vendor, in place of key_id or beside api_keys.",
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
  execution_id: uuid.meta({
    description: "Of several models, the first one's; estimated_cost is of all of them together.",
  }),
  workflow_id: uuid,
  status: z.enum(executionStatuses),
  total_prompts: z.number().int(),
  model: z.string(),
  estimated_cost: Estimate,
  warnings: z.array(Warning),
  set_id: uuid.optional().meta({ description: "With several models: what shows them together." }),
  executions: z
    .array(
      z.object({
        execution_id: uuid,
        workflow_id: uuid,
        model: z.string(),
        estimated_cost: Estimate,
      }),
    )
    .optional()
    .meta({ description: "With several models: each one's batch, in the order asked for." }),
});
export type ExecuteAnswer = z.infer<typeof ExecuteAnswer>;

/** `POST /api/estimate`: as execute, but with the number of references in place of the pictures. */
export const EstimateRequest = z.object({
  ...fieldsOfBoth,
  reference_image_count: z.coerce.number().int().min(0).max(14).optional(),
  key_id: z.uuid().optional().meta({
    description:
      "A remembered key of yours: what its provider said that it may not call is warned of.",
  }),
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
