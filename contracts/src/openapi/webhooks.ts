import { z } from "zod";
import type { ZodOpenApiPathItemObject } from "zod-openapi";
import { pageOf, successOf } from "../envelope.ts";
import {
  CreateWebhookRequest,
  DeletedWebhook,
  RotateSecretRequest,
  UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookMessage,
  WebhookWithSecret,
} from "../webhook.ts";
import type { Described } from "./described-route.ts";
import { exampleDeliveryId, exampleWebhookId } from "./example-values.ts";
import { pageQuery } from "./page-query.ts";
import { refusals } from "./refusals.ts";

type Names =
  | "listWebhooks"
  | "createWebhook"
  | "updateWebhook"
  | "deleteWebhook"
  | "rotateWebhookSecret"
  | "testWebhook"
  | "listDeliveries"
  | "redeliver";

const endpoint = z.object({
  id: z.uuid().meta({ description: "The endpoint's id.", example: exampleWebhookId }),
});

export const webhooks: Described<Names> = {
  listWebhooks: {
    tags: ["Webhooks"],
    summary: "Your endpoints",
    description: "The newest first, all on one page; never their secrets.",
    responses: {
      "200": {
        description: "Where you are told.",
        content: { "application/json": { schema: pageOf(Webhook) } },
      },
      ...refusals(),
    },
  },
  createWebhook: {
    tags: ["Webhooks"],
    summary: "Register an endpoint",
    description:
      "From now on it is sent a POST, signed by the Standard Webhooks specification, whenever a batch of yours ends or pauses. The answer is the only one that holds its secret. Addresses of private networks are refused, now and at each delivery. At most 20 of a person.",
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: CreateWebhookRequest.meta({ id: "CreateWebhookRequest" }),
          examples: {
            all: {
              summary: "Told of everything",
              value: { url: "https://hooks.example.com/bunch", name: "The shop" },
            },
            some: {
              summary: "Told only of what waits for you",
              value: { url: "https://hooks.example.com/paused", events: ["execution.paused"] },
            },
          },
        },
      },
    },
    responses: {
      "201": {
        description: "It is told from now on.",
        content: { "application/json": { schema: successOf(WebhookWithSecret) } },
      },
      ...refusals("bad_request", "body_too_large", "wrong_state"),
    },
  },
  updateWebhook: {
    tags: ["Webhooks"],
    summary: "Change an endpoint",
    description:
      "What is left out stays. Switched off, it is told nothing; what was still to be told then is given up at its next try, and may be sent again by hand.",
    requestParams: { path: endpoint },
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: UpdateWebhookRequest.meta({ id: "UpdateWebhookRequest" }),
          examples: {
            off: { summary: "Off for now", value: { enabled: false } },
            moved: {
              summary: "The receiver has moved",
              value: { url: "https://hooks.example.com/new", enabled: true },
            },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "The endpoint as it is now.",
        content: { "application/json": { schema: successOf(Webhook) } },
      },
      ...refusals("bad_request", "not_found", "body_too_large"),
    },
  },
  deleteWebhook: {
    tags: ["Webhooks"],
    summary: "Delete an endpoint",
    description: "With its secrets and its deliveries; what was still to be told is not told.",
    requestParams: { path: endpoint },
    responses: {
      "200": {
        description: "It is gone.",
        content: { "application/json": { schema: successOf(DeletedWebhook) } },
      },
      ...refusals("not_found"),
    },
  },
  rotateWebhookSecret: {
    tags: ["Webhooks"],
    summary: "Replace an endpoint's secret",
    description:
      "Until the former one expires each message bears a signature of both, so that the receiver can be changed at any moment in between. The answer is the only one that holds the new secret.",
    requestParams: { path: endpoint },
    requestBody: {
      content: {
        "application/json": {
          schema: RotateSecretRequest.meta({ id: "RotateSecretRequest" }),
          examples: {
            usual: { summary: "Both sign for two days", value: { keep_hours: 48 } },
            leaked: { summary: "The former one is known to others", value: { keep_hours: 0 } },
          },
        },
      },
    },
    responses: {
      "200": {
        description: "The endpoint with its new secret.",
        content: { "application/json": { schema: successOf(WebhookWithSecret) } },
      },
      ...refusals("bad_request", "not_found", "body_too_large"),
    },
  },
  testWebhook: {
    tags: ["Webhooks"],
    summary: "Send a test",
    description:
      "Sends a message of the type webhook.tested, once. What came of it stands in the deliveries.",
    requestParams: { path: endpoint },
    responses: {
      "202": {
        description: "It goes out in a moment.",
        content: { "application/json": { schema: successOf(WebhookDelivery) } },
      },
      ...refusals("not_found", "wrong_state"),
    },
  },
  listDeliveries: {
    tags: ["Webhooks"],
    summary: "What was told, and what is still to be told",
    description:
      "The newest first, with each try: status, duration, the first bytes of the answer. What is over is kept for 30 days.",
    requestParams: {
      query: z.object({
        webhook_id: z
          .uuid()
          .optional()
          .meta({ description: "Only those of one endpoint.", example: exampleWebhookId }),
        ...pageQuery("deliveries"),
      }),
    },
    responses: {
      "200": {
        description: "One page.",
        content: { "application/json": { schema: pageOf(WebhookDelivery) } },
      },
      ...refusals("bad_request"),
    },
  },
  redeliver: {
    tags: ["Webhooks"],
    summary: "Send a message again",
    description:
      "At once, and again after growing waits, as if it were new; under the same webhook-id, so that a receiver which has seen it knows.",
    requestParams: {
      path: z.object({
        id: z.uuid().meta({ description: "The delivery's id.", example: exampleDeliveryId }),
      }),
    },
    responses: {
      "202": {
        description: "It goes out in a moment.",
        content: { "application/json": { schema: successOf(WebhookDelivery) } },
      },
      ...refusals("not_found", "wrong_state"),
    },
  },
};

const header = (description: string, example: string) => z.string().meta({ description, example });

/** What endpoints are sent. */
export const webhookMessages: Record<string, ZodOpenApiPathItemObject> = {
  message: {
    post: {
      operationId: "webhookMessage",
      tags: ["Webhooks"],
      summary: "What your endpoint is sent",
      description:
        "Verify it with a library of standardwebhooks.com before you believe it, and answer with 2xx within 15 seconds. Everything else is tried again, for about a day; 410 switches the endpoint off. It may come more than once: a webhook-id that you have seen is a repeat.",
      security: [],
      requestParams: {
        header: z.object({
          "webhook-id": header("Of the message, the same with each try.", "msg_7b0c_42"),
          "webhook-timestamp": header("When it was sent, in seconds since 1970.", "1795968000"),
          "webhook-signature": header(
            "v1, a comma and the HMAC-SHA256 of id.timestamp.body in base64; several with spaces between while a secret is being replaced.",
            "v1,K5oZfzN95Z9UVu1EsfQmfVNQhnkZ2pj9o9NDN/H/pI4=",
          ),
        }),
      },
      requestBody: {
        required: true,
        content: { "application/json": { schema: WebhookMessage.meta({ id: "WebhookMessage" }) } },
      },
      responses: {
        "204": { description: "Taken." },
        "410": { description: "Nothing more is wanted here: the endpoint is switched off." },
      },
    },
  },
};
