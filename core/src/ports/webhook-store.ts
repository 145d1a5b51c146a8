import type { WebhookEvent } from "@bunch/contracts/webhook";
import type { SealedKey } from "./key-vault.ts";

/** An endpoint as its owner sees it; moments in ISO 8601. */
export type WebhookEndpoint = {
  id: string;
  /** Null for the one that speaks to the addresses of single batches. */
  url: string | null;
  name: string | null;
  events: WebhookEvent[];
  createdAt: string;
  disabledBecause: "owner" | "gone" | null;
  secretSince: string;
  formerSecretUntil: string | null;
};

/** A secret on its way into the store. */
export type NewSecret = { id: string; sealed: SealedKey };

/** An endpoint on its way into the store. */
export type NewEndpoint = Pick<WebhookEndpoint, "id" | "url" | "name" | "events"> & {
  secret: NewSecret;
};

/** An address that one batch brings, and the endpoint that speaks to it, for whoever has none yet. */
export type BatchWebhook = { url: string; endpoint: NewEndpoint };

/** Endpoints, as their owner keeps them. */
export type WebhookStore = {
  /** The newest first. */
  list(input: { userId: string }): Promise<WebhookEndpoint[]>;
  /** Why not, where there are `most` already, or one for the addresses of single batches. */
  add(
    input: NewEndpoint & { userId: string; most: number },
  ): Promise<WebhookEndpoint | "too_many" | "is_there">;
  /** What is null stays. Null when the user has no such endpoint. */
  change(input: {
    userId: string;
    endpointId: string;
    url: string | null;
    name: string | null;
    events: readonly WebhookEvent[] | null;
    isOn: boolean | null;
  }): Promise<WebhookEndpoint | null>;
  /** With its secrets and deliveries; false when the user has no such endpoint. */
  remove(input: { userId: string; endpointId: string }): Promise<boolean>;
  /** Another secret; the present ones sign for so many hours more. Null when the user has no such endpoint. */
  rotate(input: {
    userId: string;
    endpointId: string;
    secret: NewSecret;
    keepHours: number;
  }): Promise<WebhookEndpoint | null>;
};
