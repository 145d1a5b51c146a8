import type { IncomingMessage } from "node:http";

/** Reads a request's body as text; "too_large" past the limit, "interrupted" where the caller left before its end. */
export async function readBody(
  incoming: IncomingMessage,
  mostBytes: number,
): Promise<string | "too_large" | "interrupted"> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      bytes += piece.length;
      // What is too much is still read to its end, or the caller sees a reset instead of the answer.
      if (bytes <= mostBytes) pieces.push(piece);
    }
  } catch {
    return "interrupted";
  }
  return bytes > mostBytes ? "too_large" : Buffer.concat(pieces).toString("utf8");
}
