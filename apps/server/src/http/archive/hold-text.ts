import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { crc32, createDeflateRaw, createInflateRaw } from "node:zlib";

/** A text that is kept packed, as a list of 100 000 pictures is long and says much the same in each line. */
export type HeldText = {
  bytes: number;
  crc32: number;
  /** Of the text: packed, the same text may have other bytes another time. */
  sha256: string;
  packed: readonly Buffer[];
};

/** Reads a text to its end and keeps it packed. */
export async function holdText(text: Readable): Promise<HeldText> {
  const packed: Buffer[] = [];
  let [bytes, sum] = [0, 0];
  const hash = createHash("sha256");
  const counted = async function* (source: AsyncIterable<string | Buffer>) {
    for await (const chunk of source) {
      const part = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      bytes += part.byteLength;
      sum = crc32(part, sum);
      hash.update(part);
      yield part;
    }
  };
  // Read to its end as a part of the line: a stream that stands last counts as done once it has taken all in, and what it still
  // has to give would be missing now and then.
  const keep = async (source: AsyncIterable<Buffer>) => {
    for await (const chunk of source) packed.push(chunk);
  };
  await pipeline(text, counted, createDeflateRaw({ level: 1 }), keep);
  return { bytes, crc32: sum, sha256: hash.digest("hex"), packed };
}

/** The bytes of a held text from one up to before another. */
export async function* unpack(held: HeldText, from: number, to: number): AsyncGenerator<Buffer> {
  let at = 0;
  for await (const chunk of Readable.from(held.packed).pipe(createInflateRaw())) {
    const bytes = chunk as Buffer;
    const part = bytes.subarray(Math.max(from - at, 0), Math.max(to - at, 0));
    at += bytes.byteLength;
    if (part.byteLength > 0) yield part;
    if (at >= to) return;
  }
}
