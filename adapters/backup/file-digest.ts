import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";

/** What proves a file's bytes. */
export type Digest = { sha256: string; bytes: number };

/** Reads a file for its digest. */
export async function digestOf(path: string, signal: AbortSignal): Promise<Digest> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { signal })) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).byteLength;
  }
  return { sha256: hash.digest("hex"), bytes };
}

/** Writes a new file that only we may read, safe on the disk, and tells its digest and its lines. */
export async function writeDigested(
  path: string,
  content: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): Promise<Digest & { lines: number }> {
  const hash = createHash("sha256");
  let [bytes, lines] = [0, 0];
  await pipeline(
    content,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.byteLength;
        for (const byte of chunk) if (byte === 0x0a) lines += 1;
        yield chunk;
      }
    },
    createWriteStream(path, { flags: "wx", mode: 0o600, flush: true }),
    { signal },
  );
  return { sha256: hash.digest("hex"), bytes, lines };
}
