import { z } from "zod";
import { executionStatuses, Stats, WaitReason } from "./execution.ts";
import { moment, uuid } from "./text-formats.ts";

/** What an endpoint may listen for. */
export const webhookEvents = [
  "execution.completed",
  "execution.failed",
  "execution.cancelled",
  "execution.paused",
] as const;
export type WebhookEvent = (typeof webhookEvents)[number];

/** What the test button sends. */
export const testEvent = "webhook.tested";

/** An address that is told must not be longer. */
export const mostAddressLength = 2000;

const url = z.string().max(mostAddressLength);
const name = z.string().trim().max(80);
const events = z.array(z.enum(webhookEvents)).min(1).meta({
  description:
    "What is told. completed and failed come when everything has ended, with and without a picture; cancelled when the last call of a cancelled batch has ended; paused whenever it waits for somebody, with the reason.",
});

/** An endpoint as its owner sees it: never the secret. */
export const Webhook = z.object({
  id: uuid,
  url: z.string().nullable().meta({
    description:
      "Where it is told. Null for the one that speaks to the addresses of single batches (webhook_url of execute).",
  }),
  name: z.string().nullable(),
  events,
  enabled: z.boolean(),
  disabled_because: z.enum(["owner", "gone"]).nullable().meta({
    description: "gone: the receiver answered 410, which says that it wants nothing more.",
  }),
  created_at: moment,
  secret_since: moment.meta({ description: "When its present secret was made." }),
  former_secret_until: moment.nullable().meta({
    description: "Until then a former secret signs too; null where none does.",
  }),
});
export type Webhook = z.infer<typeof Webhook>;

/** `POST /api/webhooks`. */
export const CreateWebhookRequest = z.object({
  url: url.optional().meta({
    description:
      "An address that begins with https and that anybody can reach. Without it the endpoint is made that speaks to the webhook_url of single batches; each person has one.",
  }),
  name: name.optional().meta({ description: "What you call it." }),
  events: events.optional().meta({ description: "What is told; all of it unless given." }),
});
export type CreateWebhookRequest = z.infer<typeof CreateWebhookRequest>;

/** `PATCH /api/webhooks/:id`: what is left out stays. */
export const UpdateWebhookRequest = z.object({
  url: url.optional().meta({ description: "Another address." }),
  name: name.optional().meta({ description: "What you call it from now on." }),
  events: events.optional(),
  enabled: z.boolean().optional().meta({
    description: "False: nothing is told until it is switched on again.",
  }),
});
export type UpdateWebhookRequest = z.infer<typeof UpdateWebhookRequest>;

/** The only answers that ever hold a secret: when an endpoint is made, and when its secret is replaced. */
export const WebhookWithSecret = Webhook.extend({
  secret: z.string().meta({
    description:
      "Shown this once: whsec_ and 32 bytes in base64. Give it to the receiver, which verifies with it.",
  }),
});
export type WebhookWithSecret = z.infer<typeof WebhookWithSecret>;

/** `POST /api/webhooks/:id/secret`. */
export const RotateSecretRequest = z.object({
  keep_hours: z.int().min(0).max(168).optional().meta({
    description:
      "For how long the former secret signs too, so that the receiver can be changed meanwhile; 24 unless given, 0 where it may be known to others.",
  }),
});
export type RotateSecretRequest = z.infer<typeof RotateSecretRequest>;

/** `DELETE /api/webhooks/:id`. */
export const DeletedWebhook = z.object({ id: uuid });

/** One try of a delivery. */
const Try = z.object({
  at: moment,
  status: z.number().int().nullable().meta({ description: "The answer's HTTP status." }),
  duration_ms: z.number().int(),
  answer: z.string().meta({ description: "The first 500 bytes of the answer." }),
  error: z.string().nullable().meta({ description: "Why it does not count, in a sentence." }),
});

/** Something that an endpoint is told, with how often it was tried. */
export const WebhookDelivery = z.object({
  id: uuid,
  webhook_id: uuid.meta({ description: "Of the endpoint." }),
  message_id: z.string().meta({
    description: "Goes as webhook-id, the same with each try: by it a receiver knows a repeat.",
  }),
  type: z.enum([...webhookEvents, testEvent]),
  execution_id: uuid.nullable().meta({ description: "Null for a test." }),
  url: z.string().meta({ description: "Where it goes." }),
  state: z.enum(["pending", "delivered", "failed"]).meta({
    description: "pending: it is tried, or tried again. failed: it is tried no more by itself.",
  }),
  happened_at: moment,
  next_try_at: moment.nullable().meta({ description: "Null where it is over." }),
  tries: z.array(Try).meta({ description: "The last 20, the oldest first." }),
});
export type WebhookDelivery = z.infer<typeof WebhookDelivery>;

/** `GET /api/webhook-deliveries`. */
export const DeliveriesQuery = z.object({
  webhook_id: z.uuid().optional().meta({ description: "Only those of one endpoint." }),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(200).optional(),
});
export type DeliveriesQuery = z.input<typeof DeliveriesQuery>;

/** The body that an endpoint is sent. */
export const WebhookMessage = z.discriminatedUnion("type", [
  z.object({
    type: z.enum(webhookEvents),
    timestamp: moment.meta({ description: "When it happened." }),
    data: z.object({
      execution_id: uuid,
      workflow_id: uuid,
      model: z.string(),
      sequence: z.number().int().meta({
        description:
          "The number of the event within its batch: of two messages of a batch the one with the larger number is the newer.",
      }),
      status: z.enum(executionStatuses),
      reason: WaitReason.nullable().meta({ description: "Why it is paused." }),
      stats: Stats,
    }),
  }),
  z.object({
    type: z.literal(testEvent),
    timestamp: moment,
    data: z.object({ webhook_id: uuid }),
  }),
]);
export type WebhookMessage = z.infer<typeof WebhookMessage>;
