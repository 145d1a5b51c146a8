import type { Webhook, WebhookDelivery, WebhookMessage } from "@bunch/contracts/webhook";
import type { DeliveryView } from "@bunch/core/ports/delivery-log";
import type { LentDelivery } from "@bunch/core/ports/webhook-deliveries";
import type { WebhookEndpoint } from "@bunch/core/ports/webhook-store";
import { wireStats } from "./execution.ts";

/** An endpoint in the contract's words. */
export function wireWebhook(endpoint: WebhookEndpoint): Webhook {
  return {
    id: endpoint.id,
    url: endpoint.url,
    name: endpoint.name,
    events: endpoint.events,
    enabled: endpoint.disabledBecause === null,
    disabled_because: endpoint.disabledBecause,
    created_at: endpoint.createdAt,
    secret_since: endpoint.secretSince,
    former_secret_until: endpoint.formerSecretUntil,
  };
}

/** A delivery in the contract's words. */
export function wireDelivery(delivery: DeliveryView): WebhookDelivery {
  return {
    id: delivery.id,
    webhook_id: delivery.endpointId,
    message_id: delivery.messageId,
    type: delivery.type,
    execution_id: delivery.executionId,
    url: delivery.url,
    state: delivery.state,
    happened_at: delivery.happenedAt,
    next_try_at: delivery.nextTryAt,
    tries: delivery.tries.map(({ durationMs, ...one }) => ({ ...one, duration_ms: durationMs })),
  };
}

/** What a receiver is sent, as text: the same bytes for the same news, so that each try says the same. */
export function webhookBody(
  delivery: Pick<LentDelivery, "news" | "happenedAt" | "endpointId">,
): string {
  return JSON.stringify(messageOf(delivery));
}

function messageOf({
  news,
  happenedAt,
  endpointId,
}: Parameters<typeof webhookBody>[0]): WebhookMessage {
  if (news.type === "webhook.tested")
    return { type: news.type, timestamp: happenedAt, data: { webhook_id: endpointId } };
  return {
    type: news.type,
    timestamp: happenedAt,
    data: {
      execution_id: news.executionId,
      workflow_id: news.workflowId,
      model: news.model,
      sequence: news.sequence,
      status: news.status,
      reason: news.reason,
      stats: wireStats(news.counts),
    },
  };
}
