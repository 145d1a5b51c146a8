import type { QueuedVendor } from "../queued/queued-vendor.ts";
import { checkFalKey } from "./check-key.ts";
import type { FalEntry } from "./fal-entry.ts";
import { falLook } from "./look.ts";
import { readFal } from "./mapping.ts";
import { falRequest } from "./request-body.ts";
import { falQuestionOf, falTicketOf } from "./ticket.ts";

/** Where fal's queue is; its paths begin with the model. */
export const falBaseUrl = "https://queue.fal.run";

/** fal's queue: submitted to, asked how far it is, asked for what came of it. */
export const falQueue: QueuedVendor<FalEntry> = {
  address: { variable: "FAL_BASE_URL", example: falBaseUrl, version: "" },
  domain: "fal.run",
  knowsAll: false,
  keyHeaders: (apiKey) => (apiKey === "" ? {} : { authorization: `Key ${apiKey}` }),
  async submission({ request, entry }) {
    const { path, body } = falRequest({ request, entry });
    return { path, contentType: "application/json", body, ticket: null };
  },
  ticketOf: falTicketOf,
  questionOf: falQuestionOf,
  look: falLook,
  read: readFal,
  checkKey: checkFalKey,
};
