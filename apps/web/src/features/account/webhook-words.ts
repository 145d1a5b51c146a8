import type { WebhookDelivery, WebhookEvent } from "@bunch/contracts/webhook";
import type { MessageDescriptor } from "@lingui/core";
import { msg } from "@lingui/core/macro";

/** What happened, in a few words. */
export const webhookWords: Record<WebhookDelivery["type"], MessageDescriptor> = {
  "execution.completed": msg`Batch done`,
  "execution.failed": msg`Batch failed`,
  "execution.cancelled": msg`Batch cancelled`,
  "execution.paused": msg`Batch paused`,
  "webhook.tested": msg`Test`,
};

/** What an endpoint may listen for, in a sentence each. */
export const eventChoices: Record<WebhookEvent, MessageDescriptor> = {
  "execution.completed": msg`A batch is done`,
  "execution.failed": msg`A batch has failed`,
  "execution.cancelled": msg`A batch was cancelled`,
  "execution.paused": msg`A batch is paused`,
};
