import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";

/** A batch sends the same references a thousand times; each is encoded once, for as long as its bytes are held. */
const encodedReferences = new WeakMap<Uint8Array, Buffer>();

/** A multiple of three, so that the base64 of the pieces joins. */
const pieceBytes = 48 * 1024;

/** It is a signed number of 32 bits there. */
const seedsTaken = 2 ** 31;

/** Writes the JSON of `generateContent`. With TEXT allowed a model that draws nothing says why. */
export function requestBody(input: {
  prompt: string;
  references: readonly ReferenceBytes[];
  aspectRatio: string;
  /** Null for models that take none. */
  imageSize: string | null;
  seed: number | null;
}): RequestBody {
  const { prompt, references, aspectRatio, imageSize, seed } = input;
  const pieces: Buffer[] = [
    Buffer.from(`{"contents":[{"role":"user","parts":[${JSON.stringify({ text: prompt })}`),
  ];
  for (const reference of references) {
    const mimeType = JSON.stringify(reference.mimeType);
    pieces.push(Buffer.from(`,{"inlineData":{"mimeType":${mimeType},"data":"`));
    pieces.push(encoded(reference.bytes));
    pieces.push(Buffer.from('"}}'));
  }
  const generationConfig = {
    responseModalities: ["TEXT", "IMAGE"],
    imageConfig: { aspectRatio, ...(imageSize !== null && { imageSize }) },
    ...(seed !== null && { seed: seed % seedsTaken }),
  };
  pieces.push(Buffer.from(`]}],"generationConfig":${JSON.stringify(generationConfig)}}`));
  return {
    pieces,
    contentLength: pieces.reduce((sum, piece) => sum + piece.byteLength, 0),
  };
}

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
