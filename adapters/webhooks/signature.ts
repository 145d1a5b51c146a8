import { createHmac, randomBytes } from "node:crypto";

const prefix = "whsec_";
const secretBytes = 32;

/** A secret as the Standard Webhooks specification writes it. */
export function makeWebhookSecret(): string {
  return prefix + randomBytes(secretBytes).toString("base64");
}

/** The headers of a message by the Standard Webhooks specification, with a signature for each secret. */
export function signedHeaders(message: {
  messageId: string;
  atSeconds: number;
  body: string;
  secrets: readonly string[];
}): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const { messageId, atSeconds, body, secrets } = message;
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(prefix.length), "base64");
    const mac = createHmac("sha256", key).update(`${messageId}.${atSeconds}.${body}`);
    return `v1,${mac.digest("base64")}`;
  });
  return {
    "webhook-id": messageId,
    "webhook-timestamp": String(atSeconds),
    "webhook-signature": signatures.join(" "),
  };
}
