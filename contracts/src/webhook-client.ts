import type { Client } from "./client.ts";
import { pageOf, successOf } from "./envelope.ts";
import {
  type CreateWebhookRequest,
  DeletedWebhook,
  type RotateSecretRequest,
  type UpdateWebhookRequest,
  Webhook,
  WebhookDelivery,
  WebhookWithSecret,
} from "./webhook.ts";

/** Where one is told of one's batches, and what was told; apart, so that only the account's page fetches its schemas. */
export function createWebhookClient({ send }: Pick<Client, "send">) {
  return {
    list: async () => (await send("listWebhooks", pageOf(Webhook))).data,
    /** One of the two answers that ever hold a secret. */
    add: async (body: CreateWebhookRequest) =>
      (await send("createWebhook", successOf(WebhookWithSecret), { body })).data,
    /** The other one. */
    replaceSecret: async (id: string, body: RotateSecretRequest = {}) =>
      (await send("rotateWebhookSecret", successOf(WebhookWithSecret), { id, body })).data,
    change: async (id: string, body: UpdateWebhookRequest) =>
      (await send("updateWebhook", successOf(Webhook), { id, body })).data,
    remove: async (id: string) =>
      (await send("deleteWebhook", successOf(DeletedWebhook), { id })).data,
    test: async (id: string) =>
      (await send("testWebhook", successOf(WebhookDelivery), { id })).data,
    /** The newest of one endpoint. */
    deliveries: async (webhookId: string, limit: number) =>
      (
        await send("listDeliveries", pageOf(WebhookDelivery), {
          query: { webhook_id: webhookId, limit },
        })
      ).data,
    redeliver: async (deliveryId: string) =>
      (await send("redeliver", successOf(WebhookDelivery), { id: deliveryId })).data,
  };
}
