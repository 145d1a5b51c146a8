import { crc32 } from "node:zlib";
import { shiftCrc32 } from "@bunch/core/archive/shift-crc32";
import type { PictureHead } from "@bunch/core/ports/ledger";

/** Bytes that stand in a picture, behind its head. */
export type Inserted = { head: PictureHead; bytes: Uint8Array };
type Sum = { bytes: number; crc32: number };

/** Length and checksum of a picture with something inserted, told from those that are kept: no byte of the picture is read. */
export function sumWith(stored: Sum, { head, bytes }: Inserted): Sum {
  // What is inserted changes the checksum at its end, and that change is carried over all that follows.
  const change = (head.crc32 ^ crc32(bytes, head.crc32)) >>> 0;
  return {
    bytes: stored.bytes + bytes.byteLength,
    crc32: (stored.crc32 ^ shiftCrc32(change, stored.bytes - head.bytes)) >>> 0,
  };
}

/** The bytes of a picture from one up to before another, as the parts that they are; with something inserted, or as it is. */
export function* partsWith(
  picture: Uint8Array,
  inserted: Inserted | null,
  range: { from: number; to: number },
): Generator<Uint8Array> {
  const headBytes = inserted?.head.bytes ?? 0;
  const head = picture.subarray(0, headBytes);
  if (inserted && crc32(head) !== inserted.head.crc32)
    throw new Error("A picture begins otherwise than when it was counted.");
  let at = 0;
  for (const part of [head, inserted?.bytes ?? head, picture.subarray(headBytes)]) {
    const piece = part.subarray(Math.max(range.from - at, 0), Math.max(range.to - at, 0));
    at += part.byteLength;
    if (piece.byteLength > 0) yield piece;
  }
}
