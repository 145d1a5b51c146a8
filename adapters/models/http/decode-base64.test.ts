import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeBase64 } from "./decode-base64.ts";

test("gives back any bytes, padded or not, across its pieces too", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), (bytes, padded) => {
      const base64 = Buffer.from(bytes).toString(padded ? "base64" : "base64url");
      expect(decodeBase64(Buffer.from(base64))).toEqual(Buffer.from(bytes));
    }),
  );
  for (const length of [786_431, 786_432, 786_433, 3_000_000]) {
    const bytes = Buffer.alloc(length, "the quick brown fox");
    expect(decodeBase64(Buffer.from(bytes.toString("base64")))?.equals(bytes)).toBe(true);
  }
});

test.each([
  "",
  "=",
  "==",
  "====",
  "A",
  "AAAAA",
  "A===",
  "AA=A",
  "AAA",
  "AA AA===",
  "AAAA=",
  "AAA*",
  "AA\nAA",
  "éAAA",
])("%j is no base64, unless it only lacks its padding", (text) => {
  expect(decodeBase64(Buffer.from(text))?.byteLength ?? null).toBe(text === "AAA" ? 2 : null);
});

test("a wrong character is found wherever it stands", () => {
  const base64 = Buffer.from("A".repeat(2_500_000));
  fc.assert(
    fc.property(
      fc.nat({ max: base64.byteLength - 1 }),
      fc.constantFrom("*", " ", "=", "\n", "\u00ff"),
      (at, wrong) => {
        const broken = Buffer.from(base64);
        broken.write(wrong, at, "latin1");
        const isPadding = wrong === "=" && at === base64.byteLength - 1;
        expect(decodeBase64(broken) === null).toBe(!isPadding);
      },
    ),
    { numRuns: 40 },
  );
});
