import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { holdText, unpack } from "./hold-text.ts";

async function read(source: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of source) parts.push(Buffer.from(part));
  return Buffer.concat(parts).toString();
}

test("Z3: a text is held whole by the time it is said to be, however many are packed at once", async () => {
  // What hardly packs comes out in many pieces, the last of them late.
  const texts = Array.from({ length: 100 }, () => randomBytes(60_000).toString("base64"));
  const again = await Promise.all(
    texts.map(async (text) => {
      const held = await holdText(Readable.from([text]));
      return read(unpack({ ...held, packed: [...held.packed] }, 0, held.bytes));
    }),
  );
  expect(again.map((text, index) => text === texts[index])).toEqual(texts.map(() => true));
});
