import { z } from "zod";
import { AdminExecution, AdminUser, AdminUserDetails, RoleRequest, Usage } from "../admin.ts";
import { pageOf, successOf } from "../envelope.ts";
import { executionStatuses } from "../execution.ts";
import type { Described } from "./described-route.ts";
import { exampleUserId } from "./example-values.ts";
import { pageQuery } from "./page-query.ts";
import { refusals } from "./refusals.ts";

const person = z.object({
  id: z.uuid().meta({ description: "The person's id.", example: exampleUserId }),
});
const details = { "application/json": { schema: successOf(AdminUserDetails) } };

export const admin: Described<"listUsers" | "getUser" | "changeRole" | "allExecutions" | "usage"> =
  {
    listUsers: {
      tags: ["Admins"],
      summary: "Who uses this server",
      description:
        "For admins: everybody who has signed in, the newest first, with what they have drawn and spent. Deleted batches count; a batch counts in the month it began in.",
      requestParams: {
        query: z.object({
          search: z.string().max(200).optional().meta({
            description: "Only those whose e-mail or id holds this, in large or small letters.",
            example: "0000",
          }),
          ...pageQuery("people"),
        }),
      },
      responses: {
        "200": {
          description: "One page.",
          content: { "application/json": { schema: pageOf(AdminUser) } },
        },
        ...refusals("bad_request"),
      },
    },
    getUser: {
      tags: ["Admins"],
      summary: "One person",
      description: "For admins: as in the list, with how much of each limit is used.",
      requestParams: { path: person },
      responses: {
        "200": { description: "The person as they are now.", content: details },
        ...refusals("not_found"),
      },
    },
    changeRole: {
      tags: ["Admins"],
      summary: "Make somebody an admin, or no longer",
      description:
        "For admins; it holds from their next request on. The last admin cannot take it from themselves, and no token does this: ask as yourself. It stands in the audit trail.",
      requestParams: { path: person },
      requestBody: {
        required: true,
        content: {
          "application/json": {
            schema: RoleRequest.meta({ id: "RoleRequest" }),
            examples: {
              give: { summary: "Make them an admin", value: { is_admin: true } },
              take: { summary: "Take it away", value: { is_admin: false } },
            },
          },
        },
      },
      responses: {
        "200": { description: "The person as they are now.", content: details },
        ...refusals("bad_request", "not_found", "wrong_state", "body_too_large"),
      },
    },
    allExecutions: {
      tags: ["Admins"],
      summary: "Everybody's batches",
      description:
        "For admins: the newest first, each with whose it is. Each can be looked at as its owner looks at it (`GET /api/executions/{id}` and what lies below), and changed by its owner alone.",
      requestParams: {
        query: z.object({
          user_id: z.uuid().optional().meta({
            description: "Only those of this person.",
            example: exampleUserId,
          }),
          status: z.enum(executionStatuses).optional().meta({
            description: "Only those in this state.",
            example: "completed",
          }),
          ...pageQuery("batches"),
        }),
      },
      responses: {
        "200": {
          description: "One page.",
          content: { "application/json": { schema: pageOf(AdminExecution) } },
        },
        ...refusals("bad_request"),
      },
    },
    usage: {
      tags: ["Admins"],
      summary: "What was drawn and spent",
      description:
        "For admins: by day (UTC, the oldest first, none left out) and by the 20 people who spent most, of batches that began in that time. Deleted batches count.",
      requestParams: {
        query: z.object({
          days: z.int().min(1).max(92).optional().meta({
            description: "So many days back, today included; 30 unless given.",
            example: 7,
          }),
        }),
      },
      responses: {
        "200": {
          description: "All of it on one page.",
          content: { "application/json": { schema: successOf(Usage) } },
        },
        ...refusals("bad_request"),
      },
    },
  };
