import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import type { KeyVault, SealedKey } from "@bunch/core/ports/key-vault";
import { isEncryptionKey } from "./encryption-key.ts";

const algorithm = "aes-256-gcm";
const lengths = { key: 32, salt: 32, iv: 12, authTag: 16 };
type Purpose = { userId: string; workflowId: string };

/** A vault that seals with one ENCRYPTION_KEY and still opens what the previous one sealed; both 64 hexadecimal characters. */
export function createKeyVault(input: { encryptionKey: string; previousKey?: string }): KeyVault {
  const current = readKey(input.encryptionKey);
  const previous = input.previousKey === undefined ? [] : [readKey(input.previousKey)];
  const keys = new Map([...previous, current].map((key) => [keyIdOf(key), key]));

  return {
    seal({ apiKey, ...purpose }) {
      const salt = randomBytes(lengths.salt);
      const iv = randomBytes(lengths.iv);
      const cipher = createCipheriv(algorithm, recordKey(current, salt), iv);
      cipher.setAAD(boundTo(purpose));
      const encrypted = Buffer.concat([cipher.update(apiKey, "utf8"), cipher.final()]);
      return {
        encrypted: encrypted.toString("hex"),
        iv: iv.toString("hex"),
        authTag: cipher.getAuthTag().toString("hex"),
        salt: salt.toString("hex"),
        keyId: keyIdOf(current),
        account: accountOf(current, apiKey),
      };
    },
    open({ sealed, ...purpose }) {
      const key = keys.get(sealed.keyId);
      const parts = readParts(sealed);
      if (!key || !parts) return null;
      const decipher = createDecipheriv(algorithm, recordKey(key, parts.salt), parts.iv, {
        authTagLength: lengths.authTag,
      });
      decipher.setAAD(boundTo(purpose));
      decipher.setAuthTag(parts.authTag);
      try {
        return Buffer.concat([decipher.update(parts.encrypted), decipher.final()]).toString("utf8");
      } catch {
        // The tag does not fit: another owner, another workflow, or somebody changed it.
        return null;
      }
    },
  };
}

function readKey(hex: string): Buffer {
  if (!isEncryptionKey(hex)) throw new Error("A key of the vault is 64 hexadecimal characters.");
  return Buffer.from(hex, "hex");
}

function recordKey(key: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync("sha256", key, salt, "bunch api key v1", lengths.key));
}

/** What a sealed key is good for; JSON, so that no two purposes read alike. */
function boundTo({ userId, workflowId }: Purpose): Buffer {
  return Buffer.from(JSON.stringify(["bunch api key v1", workflowId, userId]));
}

function keyIdOf(key: Buffer): string {
  return createHash("sha256").update("bunch key id v1\0").update(key).digest("hex").slice(0, 8);
}

/** Under a key of its own, so that nobody can try keys against it. */
function accountOf(key: Buffer, apiKey: string): string {
  const naming = Buffer.from(hkdfSync("sha256", key, "", "bunch account v1", lengths.key));
  return createHmac("sha256", naming).update(apiKey.trim()).digest("hex").slice(0, 32);
}

/** Null when a part is no hexadecimal text of its right length. */
function readParts(sealed: SealedKey) {
  const parts = {
    encrypted: fromHex(sealed.encrypted),
    iv: fromHex(sealed.iv),
    authTag: fromHex(sealed.authTag),
    salt: fromHex(sealed.salt),
  };
  const { encrypted, iv, authTag, salt } = parts;
  if (!encrypted || !iv || !authTag || !salt) return null;
  const fits =
    iv.length === lengths.iv && authTag.length === lengths.authTag && salt.length === lengths.salt;
  return fits ? { encrypted, iv, authTag, salt } : null;
}

function fromHex(text: string): Buffer | null {
  return /^([0-9a-f]{2})*$/i.test(text) ? Buffer.from(text, "hex") : null;
}
