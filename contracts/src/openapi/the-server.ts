import { z } from "zod";
import { AuditEvent, auditActions } from "../audit.ts";
import { pageOf, successOf } from "../envelope.ts";
import { QueueBoard } from "../queue-board.ts";
import { Ready } from "../ready.ts";
import { Me, Settings } from "../settings.ts";
import type { Described } from "./described-route.ts";
import { exampleUserId } from "./example-values.ts";
import { pageQuery } from "./page-query.ts";
import { refusals } from "./refusals.ts";

const versioned = <Status extends string>(status: Status) =>
  successOf(z.object({ status: z.literal(status), version: z.string() }));

export const theServer: Described<
  "settings" | "me" | "audit" | "openQueues" | "health" | "ready" | "metrics" | "openapi" | "docs"
> = {
  settings: {
    tags: ["The server"],
    summary: "How to sign in here",
    description: "For everybody: where people sign in, or that nobody has to.",
    responses: {
      "200": {
        description: "Null where there is one local user.",
        content: { "application/json": { schema: successOf(Settings) } },
      },
      ...refusals(),
    },
  },
  me: {
    tags: ["The server"],
    summary: "Who asks",
    description: "The person behind the token, as the database has them at this moment.",
    responses: {
      "200": {
        description: "Who it is, and what they may.",
        content: { "application/json": { schema: successOf(Me) } },
      },
      ...refusals(),
    },
  },
  audit: {
    tags: ["The server"],
    summary: "Who did what",
    description:
      "For admins: tokens made and revoked, batches started and deleted, keys stored, roles and limits changed, who signed in; the newest first.",
    requestParams: {
      query: z.object({
        action: z.enum(auditActions).optional().meta({
          description: "Only lines of this kind.",
          example: "execution.started",
        }),
        user_id: z.uuid().optional().meta({
          description: "Only what this person did.",
          example: exampleUserId,
        }),
        ...pageQuery("lines"),
      }),
    },
    responses: {
      "200": {
        description: "One page.",
        content: { "application/json": { schema: pageOf(AuditEvent) } },
      },
      ...refusals("bad_request"),
    },
  },
  openQueues: {
    tags: ["The server"],
    summary: "Open the queue's dashboard",
    description:
      "For admins. Answers with the page's address, and lets the browser that asked open it: a cookie for that page alone, good for ten minutes since it was last looked at. The dashboard looks and changes nothing.",
    responses: {
      "200": {
        description: "Go there.",
        content: { "application/json": { schema: successOf(QueueBoard) } },
      },
      ...refusals("not_allowed"),
    },
  },
  health: {
    tags: ["The server"],
    summary: "The process lives",
    description: "Asks nothing of anybody else: for whoever restarts what hangs.",
    responses: {
      "200": {
        description: "It lives.",
        content: { "application/json": { schema: versioned("ok") } },
      },
      ...refusals(),
    },
  },
  ready: {
    tags: ["The server"],
    summary: "All that it needs is up",
    description:
      "Database, migrations and this process's worker: for whoever sends requests here. What else is away, but stops no request, stands under degraded.",
    responses: {
      "200": {
        description: "It is ready.",
        content: { "application/json": { schema: successOf(Ready) } },
      },
      ...refusals(),
    },
  },
  metrics: {
    tags: ["The server"],
    summary: "Figures for Prometheus",
    description:
      "Requests, pictures, attempts, dollars, and the process itself, in Prometheus' text format 0.0.4. docs/metrics.md explains each.",
    responses: {
      "200": {
        description: "The figures of this moment.",
        content: { "text/plain": { schema: { type: "string" } } },
      },
      ...refusals(),
    },
  },
  openapi: {
    tags: ["The server"],
    summary: "This document",
    description: "Everything that this server answers, as OpenAPI 3.1.",
    responses: {
      "200": {
        description: "The document.",
        content: {
          "application/json": {
            schema: {
              type: "object",
              required: ["openapi", "info", "paths"],
              properties: {
                openapi: { type: "string", pattern: "^3\\.1\\." },
                info: { type: "object" },
                paths: { type: "object" },
              },
              additionalProperties: true,
            },
          },
        },
      },
      ...refusals(),
    },
  },
  docs: {
    tags: ["The server"],
    summary: "This document as a page",
    description: "To read and to try out. It loads nothing from elsewhere.",
    responses: {
      "200": {
        description: "The page.",
        content: { "text/html": { schema: { type: "string" } } },
      },
      ...refusals(),
    },
  },
};
