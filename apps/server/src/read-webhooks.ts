import type { Variables } from "./read-variables.ts";

/** What receivers of webhooks may be, beyond https at port 443 in the open internet. */
export type WebhooksConfig = { http: boolean; anyPort: boolean; privateNetworks: boolean };

const words = ["http", "ports", "private"] as const;

/** Reads WEBHOOKS_ALLOW, one or more words with commas between. */
export function readWebhooks(read: Variables): WebhooksConfig {
  const given = (read.text("WEBHOOKS_ALLOW") ?? "")
    .toLowerCase()
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
  const unknown = given.find((word) => !(words as readonly string[]).includes(word));
  if (unknown !== undefined)
    read.refuse(
      "WEBHOOKS_ALLOW",
      `"${unknown}" is not known. Set some of ${words.join(", ")} with commas between, or leave it out: then receivers are called by https, at port 443, in the open internet alone.`,
    );
  return {
    http: given.includes("http"),
    anyPort: given.includes("ports"),
    privateNetworks: given.includes("private"),
  };
}
