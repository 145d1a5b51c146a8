import { z } from "zod";
import { successOf } from "../envelope.ts";
import { ChangedModel, ModelChange } from "../model-change.ts";
import type { Described } from "./described-route.ts";
import { refusals } from "./refusals.ts";

const whichModel = {
  path: z.object({
    id: z.string().meta({ description: "The model's id.", example: "gemini-nano-banana-2.1" }),
  }),
};
const answer = (description: string) => ({
  description,
  content: { "application/json": { schema: successOf(ChangedModel) } },
});

export const modelChanges: Described<"getModelChange" | "changeModel" | "undoModelChange"> = {
  getModelChange: {
    tags: ["Models and prices"],
    summary: "A model, and what was changed of it",
    description: "For admins, and for everybody where nobody signs in.",
    requestParams: whichModel,
    responses: { "200": answer("As it holds and as it came."), ...refusals("not_found") },
  },
  changeModel: {
    tags: ["Models and prices"],
    summary: "Change a model, or add one",
    description:
      "For admins, and for everybody where nobody signs in; no token does this. What is left out is as it came. With `like` a model is added that is new. It holds at once for whatever is asked from now on, and batches that run go on. What does not fit is refused and nothing is stored. It stands in the audit trail.",
    requestParams: whichModel,
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: ModelChange,
          examples: {
            price: {
              summary: "Another price",
              value: { cost_per_image: { "1K": 0.035 }, price_source: "our contract" },
            },
            gone: {
              summary: "It will be shut down",
              value: { shut_down_on: "2027-01-31", successor: "gemini-3.1-flash-lite-image" },
            },
          },
        },
      },
    },
    responses: {
      "200": answer("As it holds from now on."),
      ...refusals("bad_request", "body_too_large", "not_found"),
    },
  },
  undoModelChange: {
    tags: ["Models and prices"],
    summary: "Undo what was changed of a model",
    description:
      "For admins, and for everybody where nobody signs in; no token does this. A model that was added on screen is gone then: batches that still draw with it pause and say so.",
    requestParams: whichModel,
    responses: {
      "200": answer("As it holds from now on."),
      ...refusals("bad_request", "not_found"),
    },
  },
};
