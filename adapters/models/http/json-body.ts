import { randomUUID } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "./call-once.ts";
import { inPieces } from "./in-pieces.ts";

/** How a reference stands in JSON: as a text of its own, which is put in where the body is cut into pieces. */
export type PlaceReference = {
  base64: (reference: ReferenceBytes) => string;
  dataUri: (reference: ReferenceBytes) => string;
};

/**
 * Writes JSON in pieces, so that references are never glued into it: whatever `write` puts where a text may stand becomes
 * the picture, in base64 alone or as a data URI.
 */
export function jsonBody(write: (place: PlaceReference) => unknown): RequestBody {
  // Nobody can write it into a prompt before it is drawn.
  const mark = randomUUID();
  const placed: Buffer[][] = [];
  const put = (pieces: Buffer[]) => `${mark}:${placed.push(pieces) - 1};`;
  const value = write({
    base64: ({ bytes }) => put([encoded(bytes)]),
    dataUri: ({ bytes, mimeType }) =>
      put([Buffer.from(`data:${mimeType.replace(/[^\w/.+-]/gu, "")};base64,`), encoded(bytes)]),
  });
  // What stands in brackets is kept by split: text, number, text, number, text.
  const parts = JSON.stringify(value).split(new RegExp(`${mark}:(\\d+);`, "u"));
  const pieces = parts.flatMap((part, at) =>
    at % 2 === 0 ? [Buffer.from(part)] : (placed[Number(part)] ?? []),
  );
  return inPieces(pieces);
}

/** A batch sends the same references a thousand times; each is encoded once, for as long as its bytes are held. */
const encodedReferences = new WeakMap<Uint8Array, Buffer>();

/** A multiple of three, so that the base64 of the pieces joins. */
const pieceBytes = 48 * 1024;

function encoded(bytes: Uint8Array): Buffer {
  const known = encodedReferences.get(bytes);
  if (known) return known;
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const base64 = Buffer.allocUnsafeSlow(Math.ceil(bytes.byteLength / 3) * 4);
  let written = 0;
  // Piece by piece: a text of all of it would be as large again, and left to the garbage collector.
  for (let at = 0; at < view.byteLength; at += pieceBytes)
    written += base64.write(view.toString("base64", at, at + pieceBytes), written, "latin1");
  encodedReferences.set(bytes, base64);
  return base64;
}
