import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** Signs short texts that somebody carries back to us, and tells ours from anybody else's. */
export type TicketSeal = {
  seal(text: string): string;
  /** The text of a ticket of ours; null for every other. */
  open(ticket: string): string | null;
};

/** Signs with a key of its own, derived from ENCRYPTION_KEY for this purpose alone: a ticket for one thing is none for another. */
export function createTicketSeal(encryptionKey: string, purpose: string): TicketSeal {
  const secret = Buffer.from(encryptionKey, "hex");
  const key = Buffer.from(hkdfSync("sha256", secret, "", `bunch ticket: ${purpose}`, 32));
  const signatureOf = (text: string) => createHmac("sha256", key).update(text).digest();
  return {
    seal: (text) =>
      `${Buffer.from(text).toString("base64url")}.${signatureOf(text).toString("base64url")}`,
    open: (ticket) => {
      const [, body, signature] = /^([\w-]{1,1000})\.([\w-]{43})$/.exec(ticket) ?? [];
      if (body === undefined || signature === undefined) return null;
      const text = Buffer.from(body, "base64url").toString();
      const given = Buffer.from(signature, "base64url");
      return timingSafeEqual(given, signatureOf(text)) ? text : null;
    },
  };
}
