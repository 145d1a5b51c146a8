import { z } from "zod";
import { successOf } from "../envelope.ts";
import { RenameRequest } from "../change-execution.ts";
import { Execution } from "../execution.ts";
import { mostOutlineWanted, Outline, OutlineQuery } from "../outline.ts";
import { RatingsAnswer, RatingsRequest } from "../rating.ts";
import type { Described } from "./described-route.ts";
import { exampleResultId } from "./example-values.ts";
import { oneBatch } from "./one-batch.ts";
import { refusals } from "./refusals.ts";

const about = (field: keyof typeof OutlineQuery.shape) => ({
  description: OutlineQuery.shape[field].meta()?.description ?? "",
});

/** What a gallery of many pictures is made of, and what their owner says of them. */
export const gallery: Described<"outline" | "rate" | "rename"> = {
  outline: {
    tags: ["Batches"],
    summary: "A whole batch in a few characters",
    description:
      "A slot is prompt × variations + variation, both from 0, and keeps its place whatever comes. One character for each tells its state, another its rating; a search tells the slots whose prompts hold a text. At most 3 000 slots an answer, 1 000 with a search: ask for the next window with from, behind the states that came. listResults with from_slot brings the pictures of any place.",
    requestParams: {
      path: oneBatch,
      query: z.object({
        from: z
          .int()
          .min(0)
          .max(999_999_999)
          .optional()
          .meta({ ...about("from"), example: 0 }),
        limit: z
          .int()
          .min(1)
          .max(mostOutlineWanted)
          .optional()
          .meta({ ...about("limit"), example: 1000 }),
        search: OutlineQuery.shape.search.meta({ ...about("search"), example: "fox" }),
      }),
    },
    responses: {
      "200": {
        description: "The window; empty beyond the last slot.",
        content: {
          "application/json": {
            schema: successOf(Outline),
            example: {
              success: true,
              data: {
                from: 0,
                count: 6,
                sequence: 9,
                states: "ccfcrp",
                ratings: "5x0300",
                found: [0, 3],
              },
            },
          },
        },
      },
      ...refusals("bad_request", "not_found"),
    },
  },
  rate: {
    tags: ["Control"],
    summary: "Rate pictures, or put them aside",
    description:
      "At any time, while the batch runs too. All of them or, with a refusal, none. It changes nothing else, and no event tells of it: who watches elsewhere sees it when they read again.",
    requestParams: { path: oneBatch },
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: RatingsRequest.meta({ id: "RatingsRequest" }),
          examples: {
            stars: {
              summary: "Five stars",
              value: { results: [{ id: exampleResultId, rating: 5 }] },
            },
            aside: {
              summary: "Put aside, without stars",
              value: { results: [{ id: exampleResultId, rating: null, rejected: true }] },
            },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "They are rated.",
        content: { "application/json": { schema: successOf(RatingsAnswer) } },
      },
      ...refusals("bad_request", "not_found", "wrong_state", "body_too_large"),
    },
  },
  rename: {
    tags: ["Control"],
    summary: "Call a batch otherwise",
    description:
      "At any time; white space at both ends is dropped. Files that are downloaded from then on are called so.",
    requestParams: { path: oneBatch },
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: RenameRequest.meta({ id: "RenameRequest" }),
          examples: {
            name: { summary: "A name", value: { name: "Animals" } },
            none: { summary: "No name any more", value: { name: null } },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "The batch as it stands after that.",
        content: { "application/json": { schema: successOf(Execution) } },
      },
      ...refusals("bad_request", "not_found", "body_too_large"),
    },
  },
};
