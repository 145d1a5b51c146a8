import type { WebhookEvent } from "@bunch/contracts/webhook";
import type { ExecutionStatus, WaitReason } from "@bunch/contracts/execution";
import type { Counts } from "./execution-views.ts";
import type { SealedKey } from "./key-vault.ts";
import type { DeliveryTry } from "./delivery-log.ts";

/** What is told. */
export type WebhookNews =
  | {
      type: WebhookEvent;
      executionId: string;
      workflowId: string;
      model: string;
      sequence: number;
      status: ExecutionStatus;
      reason: WaitReason | null;
      counts: Counts;
    }
  | { type: "webhook.tested" };

/** A delivery that somebody has in hand. */
export type LentDelivery = {
  id: string;
  /** A note under another one is of an earlier loan, and changes nothing. */
  fence: number;
  /** This one included. */
  tries: number;
  userId: string;
  endpointId: string;
  /** False where it speaks to the address of one batch. */
  isOwnAddress: boolean;
  isOn: boolean;
  url: string;
  messageId: string;
  happenedAt: string;
  news: WebhookNews;
  secrets: { id: string; sealed: SealedKey }[];
};

/** What became of it; `tried` is null where nothing was sent. */
export type DeliveryNote =
  | { did: "delivered"; tried: DeliveryTry }
  | { did: "failed"; tried: DeliveryTry; againInMs: number }
  | { did: "given_up"; tried: DeliveryTry; isGone: boolean }
  /** We had to stop: nothing is held against the receiver. */
  | { did: "returned" };

/** What is to be told, for whoever tells it. */
export type WebhookDeliveries = {
  /** Lends the next that is due, unless its endpoint, or its owner, has as many in hand already. Null when there is none. */
  take(input: {
    lendMs: number;
    mostOfEndpoint: number;
    mostOfPerson: number;
  }): Promise<LentDelivery | null>;
  /** What is noted as gone switches its endpoint off. */
  note(input: { id: string; fence: number; note: DeliveryNote }): Promise<void>;
  /** Forgets what has been over for so many days. */
  forget(input: { days: number }): Promise<void>;
};
