import type { RequestBody } from "./call-once.ts";

/** A body of these pieces, one after the other. */
export function inPieces(pieces: readonly Buffer[]): RequestBody {
  return { pieces, contentLength: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) };
}
