import type { IncomingMessage } from "node:http";

/** A request's body, or why there is none. */
export type ReceivedBody =
  | { whole: true; bytes: Buffer; readonly text: string }
  | { whole: false; because: "too_large" | "interrupted" };

/** Reads a body to its end; "interrupted" where the caller left before. */
export async function readBody(
  incoming: IncomingMessage,
  mostBytes: number,
): Promise<ReceivedBody> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const piece of incoming as AsyncIterable<Buffer>) {
      bytes += piece.length;
      // What is too much is still read to its end, or the caller sees a reset instead of the answer.
      if (bytes <= mostBytes) pieces.push(piece);
    }
  } catch {
    return { whole: false, because: "interrupted" };
  }
  if (bytes > mostBytes) return { whole: false, because: "too_large" };
  const whole = Buffer.concat(pieces);
  return {
    whole: true,
    bytes: whole,
    get text() {
      return whole.toString("utf8");
    },
  };
}
