import type { WebhookEvent } from "@bunch/contracts/webhook";
import type { Page } from "./execution-views.ts";

/** One try of a delivery, as it is kept. */
export type DeliveryTry = {
  at: string;
  status: number | null;
  durationMs: number;
  answer: string;
  error: string | null;
};

/** A delivery as its owner sees it. */
export type DeliveryView = {
  id: string;
  endpointId: string;
  messageId: string;
  type: WebhookEvent | "webhook.tested";
  executionId: string | null;
  url: string;
  state: "pending" | "delivered" | "failed";
  happenedAt: string;
  nextTryAt: string | null;
  tries: DeliveryTry[];
};

/** What endpoints were told, as their owner looks at it. */
export type DeliveryLog = {
  list(input: {
    userId: string;
    endpointId: string | null;
    limit: number;
    cursor: string | null;
  }): Promise<Page<DeliveryView>>;
  /** Writes a test for an endpoint; why not, where there is none, it has no address of its own, or it is off. */
  sendTest(input: {
    userId: string;
    endpointId: string;
    messageId: string;
  }): Promise<DeliveryView | "unknown" | "no_address" | "off">;
  /** Due at once, under the same message id, as if never tried; why not, where there is none or its endpoint is off. */
  sendAgain(input: {
    userId: string;
    deliveryId: string;
  }): Promise<DeliveryView | "unknown" | "off">;
};
