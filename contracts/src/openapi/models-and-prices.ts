import { successOf } from "../envelope.ts";
import { EstimateRequest } from "../execution-request.ts";
import { KeyCheck, KeyCheckRequest } from "../key-check.ts";
import { EstimateAnswer, ModelList } from "../model.ts";
import type { Described } from "./described-route.ts";
import { exampleWorkflowId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

export const modelsAndPrices: Described<"models" | "estimate" | "checkKey"> = {
  models: {
    tags: ["Models and prices"],
    summary: "What can draw",
    description: "Every model with its ratios, sizes and prices, and how much this server takes.",
    responses: {
      "200": {
        description: "The catalogue.",
        content: { "application/json": { schema: ModelList } },
      },
      ...refusals(),
    },
  },
  estimate: {
    tags: ["Models and prices"],
    summary: "The price before the run",
    description:
      "Thinking and reference pictures included. What the run would be refused for is refused here too. Nothing is stored, nothing is called.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: EstimateRequest.meta({ id: "EstimateRequest" }),
          examples: {
            text: {
              summary: "Two prompts, three pictures of each",
              value: { prompts_text: "a red fox\n\na blue hare", variations: 3 },
            },
            several: {
              summary: "What each of several models would cost, and all together",
              value: {
                prompts: ["a red fox"],
                models: ["simulator", "gemini-nano-banana-2.1"],
              },
            },
            again: {
              summary: "A workflow once more, at today's prices",
              value: { workflow_id: exampleWorkflowId },
            },
            simulated: {
              summary: "For nothing",
              value: {
                prompts: ["a red fox"],
                model: "simulator",
                image_size: "1K",
                reference_image_count: 1,
              },
            },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "What it should cost, and the most.",
        content: { "application/json": { schema: successOf(EstimateAnswer) } },
      },
      ...refusals(
        "bad_request",
        "no_prompts",
        "too_many_prompts",
        "prompt_too_long",
        "prompt_has_nul",
        "not_found",
        "too_many_references",
        "body_too_large",
        "unknown_model",
        "ratio_not_taken",
        "size_not_taken",
      ),
    },
  },
  checkKey: {
    tags: ["Models and prices"],
    summary: "Is this key good?",
    description: "Asks the provider, for free, whether a key works and which models it may call.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: KeyCheckRequest.meta({ id: "KeyCheckRequest" }),
          examples: {
            key: { summary: "A key of yours", value: { api_key: "YOUR_GEMINI_API_KEY" } },
            simulator: { summary: "A model that needs none", value: { model: "simulator" } },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "The verdict; a refused key is a good answer too.",
        content: { "application/json": { schema: successOf(KeyCheck) } },
      },
      ...refusals(
        "bad_request",
        "api_key_missing",
        "key_unreadable",
        "not_found",
        "body_too_large",
        "unknown_model",
      ),
    },
  },
};
