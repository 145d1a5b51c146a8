import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";

/** Signs short texts that somebody carries back to us, and tells ours from anybody else's. */
export type TicketSeal = {
  seal(text: string): string;
  /** The text of a ticket of ours; null for every other. */
  open(ticket: string): string | null;
};

/**
 * Signs with a key of its own, derived from ENCRYPTION_KEY for this purpose alone: a ticket for one thing is none for another.
 * What was signed before the key was changed is opened by a former one.
 */
export function createTicketSeal(
  encryptionKey: string,
  purpose: string,
  formerKeys: readonly string[] = [],
): TicketSeal {
  const signers = [encryptionKey, ...formerKeys].map((key) => signerOf(key, purpose));
  const [signatureOf = signerOf(encryptionKey, purpose)] = signers;
  return {
    seal: (text) =>
      `${Buffer.from(text).toString("base64url")}.${signatureOf(text).toString("base64url")}`,
    open: (ticket) => {
      const [, body, signature] = /^([\w-]{1,1000})\.([\w-]{43})$/.exec(ticket) ?? [];
      if (body === undefined || signature === undefined) return null;
      const text = Buffer.from(body, "base64url").toString();
      const given = Buffer.from(signature, "base64url");
      return signers.some((sign) => timingSafeEqual(given, sign(text))) ? text : null;
    },
  };
}

function signerOf(encryptionKey: string, purpose: string): (text: string) => Buffer {
  const secret = Buffer.from(encryptionKey, "hex");
  const key = Buffer.from(hkdfSync("sha256", secret, "", `bunch ticket: ${purpose}`, 32));
  return (text) => createHmac("sha256", key).update(text).digest();
}
