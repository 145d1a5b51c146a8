import { z } from "zod";
import { pageOf, successOf } from "../envelope.ts";
import { Execution } from "../execution.ts";
import { ExecuteAnswer, ExecuteRequest, ExecutionsQuery } from "../execution-request.ts";
import { Result, ResultsQuery } from "../result.ts";
import type { Described } from "./described-route.ts";
import { exampleExecutionId, examplePicture, exampleWorkflowId } from "./example-values.ts";
import { oneBatch } from "./one-batch.ts";
import { pageQuery } from "./page-query.ts";
import { refusals } from "./refusals.ts";

/** A form's fields are text; lists and pictures come in their own way. */
const ExecuteForm = ExecuteRequest.extend({
  prompts: z.string().optional().meta({
    description: 'A JSON list: `["a red fox", "a blue hare"]`. Give this or prompts_text.',
  }),
  models: z.string().optional().meta({
    description:
      'In place of model, 2 to 4 ids with commas between or as a JSON list: `["simulator", "gemini-nano-banana-2.1"]`. Each draws the same prompts in a batch of its own.',
  }),
  api_keys: z.string().optional().meta({
    description:
      'For models of several vendors, each one\'s key as a JSON object: `{"gemini": "…", "openai": "…"}`.',
  }),
  key_ids: z.string().optional().meta({
    description: "Remembered keys by vendor, as a JSON object of their ids.",
  }),
  reference_images: z
    .array(z.string().meta({ contentMediaType: "application/octet-stream" }))
    .optional()
    .meta({ description: "PNG, JPEG or WebP files; the field may be given several times." }),
});

export const batches: Described<"execute" | "listExecutions" | "getExecution" | "listResults"> = {
  execute: {
    tags: ["Batches"],
    summary: "Start a batch",
    description:
      "Takes prompts, reference pictures and settings, and begins to draw. Nothing is stored and nothing is paid for a refused request. The answer comes as soon as the batch is safe; follow it by its events, or ask for it now and then.",
    requestParams: {
      header: z.object({
        "Idempotency-Key": z.string().min(1).max(255).optional().meta({
          description:
            "Makes a repeat harmless: the same request under the same key gets the first answer, another one is refused. A new UUID for each batch is best.",
        }),
      }),
    },
    requestBody: {
      required: true,
      content: {
        "multipart/form-data": {
          schema: ExecuteForm.meta({ id: "ExecuteForm" }),
          encoding: { reference_images: { contentType: "image/png, image/jpeg, image/webp" } },
          examples: {
            text: {
              summary: "Two prompts with a blank line between them",
              value: { prompts_text: "a red fox\n\na blue hare", model: "simulator" },
            },
            list: {
              summary: "Two pictures of each prompt, at most a dollar",
              value: {
                prompts: '["a red fox", "a blue hare"]',
                model: "simulator",
                variations: 2,
                seed: 7,
                aspect_ratio: "16:9",
                max_cost: 1,
                on_doubt: "ask",
                name: "Animals",
              },
            },
          },
        },
        "application/json": {
          schema: ExecuteRequest.meta({ id: "ExecuteRequest" }),
          examples: {
            list: {
              summary: "Two prompts",
              value: { prompts: ["a red fox", "a blue hare"], model: "simulator" },
            },
            rows: {
              summary: "Prompts with settings of their own",
              value: {
                prompts: [
                  "a red fox",
                  { prompt: "a blue hare", aspect_ratio: "16:9", file_name: "hare" },
                ],
                model: "simulator",
              },
            },
            several: {
              summary: "The same prompts on several models, at most a dollar in all",
              value: {
                prompts: ["a red fox", "a blue hare"],
                models: ["simulator", "gemini-nano-banana-2.1"],
                api_keys: { gemini: "YOUR_GEMINI_API_KEY" },
                max_cost: 1,
              },
            },
            reference: {
              summary: "With a reference picture",
              value: {
                prompts_text: "the same, as a stained glass window",
                model: "simulator",
                reference_images: [{ data: examplePicture, name: "red.png" }],
              },
            },
            again: {
              summary: "A workflow once more",
              value: { workflow_id: exampleWorkflowId },
            },
            told: {
              summary: "Be told when it has ended",
              value: {
                prompts: ["a red fox"],
                model: "simulator",
                webhook_url: "https://hooks.example.com/bunch",
              },
            },
          },
        },
      },
    },
    responses: {
      "202": {
        description: "The batch is taken in and begins.",
        content: {
          "application/json": {
            schema: successOf(ExecuteAnswer),
            example: {
              success: true,
              data: {
                execution_id: exampleExecutionId,
                workflow_id: exampleWorkflowId,
                status: "pending",
                total_prompts: 2,
                model: "simulator",
                estimated_cost: { totalCost: 0, costPerImage: 0, imageCount: 2 },
                warnings: [],
              },
            },
          },
        },
      },
      ...refusals(
        "bad_request",
        "no_prompts",
        "too_many_prompts",
        "prompt_too_long",
        "prompt_has_nul",
        "api_key_missing",
        "key_unreadable",
        "reference_not_an_image",
        "reference_unreadable",
        "too_many_references",
        "not_found",
        "wrong_state",
        "idempotency_key_reused",
        "reference_too_large",
        "body_too_large",
        "unknown_model",
        "ratio_not_taken",
        "size_not_taken",
        "disk_full",
      ),
    },
  },

  listExecutions: {
    tags: ["Batches"],
    summary: "All batches, newest first",
    description: "Page by page: next_cursor of one page asks for the following.",
    requestParams: {
      query: z.object({
        status: ExecutionsQuery.shape.status.meta({
          description: "Only batches in this state.",
          example: "completed",
        }),
        search: ExecutionsQuery.shape.search.meta({
          description: ExecutionsQuery.shape.search.meta()?.description ?? "",
          example: "fox",
        }),
        ...pageQuery("batches"),
      }),
    },
    responses: {
      "200": {
        description: "One page.",
        content: { "application/json": { schema: pageOf(Execution) } },
      },
      ...refusals("bad_request"),
    },
  },

  getExecution: {
    tags: ["Batches"],
    summary: "How far a batch is",
    description: "Its state, counts, and what it has cost so far.",
    requestParams: { path: oneBatch },
    responses: {
      "200": {
        description: "The batch as it stands.",
        content: { "application/json": { schema: successOf(Execution) } },
      },
      ...refusals("not_found"),
    },
  },

  listResults: {
    tags: ["Batches"],
    summary: "What came of each prompt",
    description: "In the order of the prompts: each picture's address, or why there is none.",
    requestParams: {
      path: oneBatch,
      query: z.object({
        status: ResultsQuery.shape.status.meta({ ...about("status"), example: "completed" }),
        limit: z
          .int()
          .min(1)
          .max(1000)
          .optional()
          .meta({ ...about("limit"), example: 20 }),
        cursor: ResultsQuery.shape.cursor,
        from_slot: z
          .int()
          .min(0)
          .max(999_999_999)
          .optional()
          .meta({ ...about("from_slot"), example: 1 }),
      }),
    },
    responses: {
      "200": {
        description: "One page.",
        content: { "application/json": { schema: pageOf(Result) } },
      },
      ...refusals("bad_request", "not_found"),
    },
  },
};

function about(field: keyof typeof ResultsQuery.shape): { description: string } {
  return { description: ResultsQuery.shape[field].meta()?.description ?? "" };
}
