import type { QueuedVendor } from "../queued/queued-vendor.ts";
import { checkReplicateKey } from "./check-key.ts";
import { replicateLook } from "./look.ts";
import { readReplicate } from "./mapping.ts";
import type { ReplicateEntry } from "./replicate-entry.ts";
import { replicateRequest } from "./request-body.ts";
import { replicateQuestionOf, replicateTicketOf } from "./ticket.ts";

/** Where Replicate's API is. */
export const replicateBaseUrl = "https://api.replicate.com";

/** Replicate's predictions: created, and asked after until they are over. It is not asked to wait with its answer. */
export const replicateQueue: QueuedVendor<ReplicateEntry> = {
  address: { variable: "REPLICATE_BASE_URL", example: replicateBaseUrl, version: "/v1" },
  domain: null,
  knowsAll: false,
  keyHeaders: (apiKey) => (apiKey === "" ? {} : { authorization: `Bearer ${apiKey}` }),
  async submission(input) {
    const { path, body } = await replicateRequest(input);
    return { path, contentType: "application/json", body, ticket: null };
  },
  ticketOf: replicateTicketOf,
  questionOf: replicateQuestionOf,
  look: replicateLook,
  read: readReplicate,
  checkKey: checkReplicateKey,
};
