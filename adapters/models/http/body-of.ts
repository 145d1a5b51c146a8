import type { IncomingMessage } from "node:http";
import { whyOf } from "./why-of.ts";

const mostBytes = 4 * 1024 * 1024;

/** A small answer as a whole, or a sentence that says why there is none. */
export async function bodyOf(
  response: IncomingMessage,
  signal: AbortSignal,
): Promise<Buffer | string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > mostBytes) return "The provider's answer is endless.";
      chunks.push(chunk);
    }
  } catch (error) {
    return `The provider's answer broke off: ${whyOf(error, signal)}.`;
  }
  return Buffer.concat(chunks);
}
