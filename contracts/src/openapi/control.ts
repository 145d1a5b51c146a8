import { DecideRequest } from "../doubt.ts";
import { successOf } from "../envelope.ts";
import { Removed } from "../change-execution.ts";
import { Execution } from "../execution.ts";
import { ResumeRequest } from "../execution-request.ts";
import type { Described } from "./described-route.ts";
import { exampleResultId } from "./example-values.ts";
import { oneBatch } from "./one-batch.ts";
import { refusals } from "./refusals.ts";

const after = {
  description: "The batch as it stands after that.",
  content: { "application/json": { schema: successOf(Execution) } },
};
const changes = {
  tags: ["Control"],
  requestParams: { path: oneBatch },
  responses: { "200": after, ...refusals("not_found", "wrong_state") },
} satisfies Partial<Described<"cancel">["cancel"]>;

export const control: Described<
  "cancel" | "pause" | "resume" | "retry" | "decideDoubts" | "remove"
> = {
  cancel: {
    ...changes,
    tags: ["Control"],
    summary: "Cancel a batch",
    description:
      "Ends what has not begun. What is under way may be billed already, so it is awaited and stored. Cancelling twice is cancelling once.",
  },
  pause: {
    ...changes,
    tags: ["Control"],
    summary: "Pause a batch",
    description:
      "Nothing more is begun until it is resumed; what is under way is awaited and stored. Pausing twice is pausing once.",
  },
  resume: {
    ...changes,
    tags: ["Control"],
    summary: "Let a paused batch go on",
    description:
      "With another key or a higher cap, if that was the reason. The body may be left out. On a batch that runs it changes nothing.",
    requestBody: {
      required: false,
      content: {
        "application/json": {
          schema: ResumeRequest.meta({ id: "ResumeRequest" }),
          examples: {
            plain: { summary: "As it was", value: {} },
            higher: { summary: "With a cap of two dollars", value: { max_cost: 2 } },
          },
        },
      },
    },
    responses: {
      ...changes.responses,
      ...refusals("not_found", "wrong_state", "bad_request", "body_too_large", "key_unreadable"),
    },
  },
  retry: {
    ...changes,
    tags: ["Control"],
    summary: "Draw the failed ones again",
    description:
      "Within the same batch, with its attempts counted anew. Refused while it is paused and where nothing has failed.",
  },
  decideDoubts: {
    ...changes,
    tags: ["Control"],
    summary: "Decide what may be charged already",
    description:
      "With on_doubt ask, a picture whose call ended without an answer waits: it may be drawn and charged already. Draw it again or give it up, each or all; the batch goes on by itself. What was decided already, or came late after all, is left as it is. Refused where nothing can wait for a decision.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: DecideRequest.meta({ id: "DecideRequest" }),
          examples: {
            all: { summary: "Draw all of them again", value: { decision: "draw_again" } },
            one: {
              summary: "Give one of them up",
              value: { decision: "give_up", result_ids: [exampleResultId] },
            },
          },
        },
      },
    },
    responses: {
      ...changes.responses,
      ...refusals("not_found", "wrong_state", "bad_request", "body_too_large"),
    },
  },
  remove: {
    ...changes,
    tags: ["Control"],
    summary: "Delete a batch",
    description:
      "With its pictures, for good. Refused while it runs. What it cost stays on the books, without the prompts.",
    responses: {
      "200": {
        description: "It is gone.",
        content: { "application/json": { schema: successOf(Removed) } },
      },
      ...refusals("not_found", "wrong_state"),
    },
  },
};
