import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  randomBytes,
} from "node:crypto";
import type { KeyPurpose, RotatingVault, SealedKey } from "@bunch/core/ports/key-vault";
import { isEncryptionKey } from "./key-file.ts";

const algorithm = "aes-256-gcm";
const lengths = { key: 32, salt: 32, iv: 12, authTag: 16 };

/** A vault that seals with one ENCRYPTION_KEY and still opens what former ones sealed; all 64 hexadecimal characters. */
export function createKeyVault(input: {
  encryptionKey: string;
  formerKeys?: readonly string[];
  /** The keys as they are now, the current one first, where they may change while this process runs; null when they cannot be read. */
  readAgain?: () => readonly string[] | null;
}): RotatingVault {
  let current = readKey(input.encryptionKey);
  const keys = new Map(
    [...(input.formerKeys ?? []).map(readKey), current].map((key) => [keyIdOf(key), key]),
  );
  /** What is known stays known: somebody may just be sealing anew what it opens. */
  const lookAgain = () => {
    const [first, ...others] = (input.readAgain?.() ?? []).map(readKey);
    if (!first) return;
    current = first;
    for (const key of [...others, first]) keys.set(keyIdOf(key), key);
  };

  return {
    currentKeyId() {
      lookAgain();
      return keyIdOf(current);
    },
    seal({ apiKey, ...purpose }) {
      lookAgain();
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
      if (!keys.has(sealed.keyId)) lookAgain();
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
        // The tag does not fit: another owner, another purpose, or somebody changed it.
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
function boundTo(purpose: KeyPurpose): Buffer {
  return Buffer.from(JSON.stringify([...placeOf(purpose), purpose.userId]));
}

function placeOf(purpose: KeyPurpose): [string, string] {
  if ("workflowId" in purpose) return ["bunch api key v1", purpose.workflowId];
  if ("providerKeyId" in purpose) return ["bunch remembered key v1", purpose.providerKeyId];
  return ["bunch webhook secret v1", purpose.webhookSecretId];
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
