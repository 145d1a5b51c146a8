import type { QueuedVendor } from "../queued/queued-vendor.ts";
import type { BflEntry } from "./bfl-entry.ts";
import { checkBflKey } from "./check-key.ts";
import { bflLook } from "./look.ts";
import { readBfl } from "./mapping.ts";
import { bflRequest } from "./request-body.ts";
import { bflQuestionOf, bflTicketOf } from "./ticket.ts";

/** Where Black Forest Labs serve their models, whichever region draws. */
export const bflBaseUrl = "https://api.bfl.ai";

/** The tasks of Black Forest Labs: submitted, and asked after where they are drawn. */
export const bflQueue: QueuedVendor<BflEntry> = {
  address: { variable: "BFL_BASE_URL", example: bflBaseUrl, version: "/v1" },
  domain: "bfl.ai",
  knowsAll: false,
  keyHeaders: (apiKey) => (apiKey === "" ? {} : { "x-key": apiKey }),
  async submission({ request, entry }) {
    const { path, body } = bflRequest({ request, entry });
    return { path, contentType: "application/json", body, ticket: null };
  },
  ticketOf: bflTicketOf,
  questionOf: bflQuestionOf,
  look: bflLook,
  read: readBfl,
  checkKey: checkBflKey,
};
