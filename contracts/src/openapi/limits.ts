import { z } from "zod";
import { AdminUserDetails } from "../admin.ts";
import { successOf } from "../envelope.ts";
import { Limits, LimitsUse } from "../limit.ts";
import type { Described } from "./described-route.ts";
import { exampleUserId } from "./example-values.ts";
import { refusals } from "./refusals.ts";

const limitsAnswer = (description: string) => ({
  description,
  content: { "application/json": { schema: successOf(Limits) } },
});

const personAnswer = (description: string) => ({
  description,
  content: { "application/json": { schema: successOf(AdminUserDetails) } },
});

/** A body that sets limits, with examples of one that is tight and one that is wide. */
const limitsBody = {
  required: true,
  content: {
    "application/json": {
      schema: Limits,
      examples: {
        careful: {
          summary: "A hundred pictures a day and twenty dollars a month",
          value: {
            requests_a_minute: 600,
            executions_a_day: 50,
            pictures_a_day: 100,
            money_a_month: 20,
          },
        },
        wide: {
          summary: "Nothing but a guard against scripts that run wild",
          value: {
            requests_a_minute: 600,
            executions_a_day: null,
            pictures_a_day: null,
            money_a_month: null,
          },
        },
      },
    },
  },
};

export const limits: Described<"limits" | "everybodysLimits" | "setEverybodysLimits"> = {
  limits: {
    tags: ["The server"],
    summary: "Your limits",
    description:
      "What you may do, how much of it is used, and when it begins anew. What is over a limit is refused with 429 and `over_limit`, and nothing of it is stored or paid.",
    responses: {
      "200": {
        description: "Each limit with what is used of it.",
        content: { "application/json": { schema: successOf(LimitsUse) } },
      },
      ...refusals(),
    },
  },
  everybodysLimits: {
    tags: ["The server"],
    summary: "The limits for everybody",
    description: "For admins: what holds for each person who has no limits of their own.",
    responses: { "200": limitsAnswer("The limits for everybody."), ...refusals() },
  },
  setEverybodysLimits: {
    tags: ["The server"],
    summary: "Set the limits for everybody",
    description:
      "For admins. They hold for each person by themselves, at once for batches and within 3 seconds for requests. What runs goes on.",
    requestBody: limitsBody,
    responses: {
      "200": limitsAnswer("As they hold from now on."),
      ...refusals("bad_request", "body_too_large"),
    },
  },
};

const whichPerson = {
  path: z.object({
    id: z.uuid().meta({ description: "The person's id.", example: exampleUserId }),
  }),
};

export const userLimits: Described<"setUserLimits" | "clearUserLimits"> = {
  setUserLimits: {
    tags: ["The server"],
    summary: "Set a person's limits",
    description: "For admins. All four hold in place of those for everybody; null is without one.",
    requestParams: whichPerson,
    requestBody: limitsBody,
    responses: {
      "200": personAnswer("The person, with what is used of each limit."),
      ...refusals("bad_request", "body_too_large", "not_found"),
    },
  },
  clearUserLimits: {
    tags: ["The server"],
    summary: "Take a person's own limits away",
    description: "For admins. From then on the limits for everybody hold for that person.",
    requestParams: whichPerson,
    responses: {
      "200": personAnswer("The person, with what is used of each limit."),
      ...refusals("not_found"),
    },
  },
};
