import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { checksumOf, createTokenMint } from "./token-mint.ts";

const mint = createTokenMint();

test("U1: a token has 55 characters that its checksum closes, and no two are alike", () => {
  const tokens = Array.from({ length: 100 }, () => mint.make());
  expect(new Set(tokens.map(({ token }) => token)).size).toBe(100);
  for (const { token, hash, lastFour } of tokens) {
    expect(token).toMatch(/^bunch_[\w-]{49}$/);
    expect(token.slice(-6)).toBe(checksumOf(token.slice(0, -6)));
    expect(token.endsWith(lastFour)).toBe(true);
    expect(Buffer.from(hash)).toEqual(createHash("sha256").update(token).digest());
    expect(mint.hashOf(token)).toEqual(hash);
  }
});

test("U1: one wrong character is told by the checksum", () => {
  const { token } = mint.make();
  const secret = token.slice(0, -6);
  for (let at = 6; at < secret.length; at += 1) {
    const typo = secret.slice(0, at) + (secret[at] === "x" ? "y" : "x") + secret.slice(at + 1);
    expect(checksumOf(typo)).not.toBe(token.slice(-6));
  }
});
