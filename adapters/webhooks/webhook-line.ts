import type { WebhookAnswer, WebhookLine } from "@bunch/core/ports/webhook-line";
import { lookup as lookUp } from "node:dns";
import { isIP } from "node:net";
import { askNameServers } from "./ask-name-servers.ts";
import { openReceiverGate, type NameLookup, type WebhookPolicy } from "./receiver-gate.ts";
import { postOnce } from "./post-once.ts";
import { makeWebhookSecret, signedHeaders } from "./signature.ts";

export type WebhookLimits = {
  /** For all of a POST: connecting, sending, the answer. */
  deliveryMs: number;
  /** For asking where a name leads. */
  lookUpMs: number;
};

const usualLimits: WebhookLimits = { deliveryMs: 15_000, lookUpMs: 5000 };

/** The way to receivers: signed, bounded in time, and never into a private network unless that is allowed. */
export function openWebhookLine(input: {
  policy: WebhookPolicy;
  /** Where names lead; unless given, as name servers have it, or as the system does where private networks are allowed. */
  lookUp?: NameLookup;
  limits?: Partial<WebhookLimits>;
  /** Tells receivers who calls. */
  userAgent: string;
}): WebhookLine {
  const limits = { ...usualLimits, ...input.limits };
  const usualLookUp = input.policy.privateNetworks ? lookUp : askNameServers();
  const gate = openReceiverGate(input.policy, input.lookUp ?? usualLookUp);
  return {
    makeSecret: makeWebhookSecret,

    async admit({ url }) {
      const read = gate.read(url);
      if ("refused" in read) return read;
      const name = read.url.hostname;
      if (isIP(name.replace(/^\[|\]$/g, "")) === 0) {
        const refused = await gate.refusalOfName(name, limits.lookUpMs);
        if (refused) return { refused };
      }
      return { url: read.url.href };
    },

    async post({ url, messageId, body, secrets, signal }): Promise<WebhookAnswer> {
      const read = gate.read(url);
      if ("refused" in read)
        return { status: null, durationMs: 0, answer: "", error: read.refused };
      // In seconds since 1970, and of this try: receivers refuse what is old.
      const atSeconds = Math.floor(Date.now() / 1000);
      return postOnce({
        url: read.url,
        body,
        headers: {
          "content-type": "application/json",
          "user-agent": input.userAgent,
          ...signedHeaders({ messageId, atSeconds, body, secrets }),
        },
        gate,
        deadlineMs: limits.deliveryMs,
        signal,
      });
    },
  };
}
