import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import type { TokenMint } from "@bunch/core/ports/token-mint";

const secretBytes = 32;

/** Tokens of 55 characters: `bunch_`, 32 random bytes in base64url, and their checksum, by which typos and scanners for secrets know them. */
export function createTokenMint(): TokenMint {
  const hashOf = (token: string) => createHash("sha256").update(token).digest();
  return {
    make() {
      const secret = `bunch_${randomBytes(secretBytes).toString("base64url")}`;
      const token = secret + checksumOf(secret);
      return { token, hash: hashOf(token), lastFour: token.slice(-4) };
    },
    hashOf,
  };
}

/** The CRC-32 of all that stands before it, as six characters of base64url. */
export function checksumOf(secret: string): string {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(secret));
  return sum.toString("base64url");
}
