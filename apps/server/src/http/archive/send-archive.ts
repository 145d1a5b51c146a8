import type { Request, Response } from "express";
import { ClientGone } from "../request/client-gone.ts";

/** A client that takes nothing for so long has gone, whatever its connection says. */
const idleMs = 60_000;
/** Nobody needs longer: what is left is fetched anew, from where it was. */
const longestMs = 12 * 3_600_000;

/** What a request wants of something that is so long: all, a part, or nothing that there is. */
export type Wanted =
  | { is: "all"; from: 0; to: number }
  | { is: "part"; from: number; to: number }
  | { is: "beyond" };

/** Whether the client says that it has this already. Not as Express tells it: fetch asks anew with each If-None-Match. */
export function hasAlready(request: Request, etag: string): boolean {
  const known = (request.get("if-none-match") ?? "").split(",").map((one) => one.trim());
  return known.some((one) => one === "*" || one.replace(/^W\//, "") === etag);
}

/** Reads Range and If-Range. Several ranges at once are answered with the whole, as one may (RFC 9110, 14.2). */
export function wantedOf(request: Request, what: { bytes: number; etag: string }): Wanted {
  const all = { is: "all", from: 0, to: what.bytes } as const;
  const condition = request.get("if-range");
  if (request.method !== "GET" || (condition !== undefined && condition !== what.etag)) return all;
  const ranges = request.range(what.bytes);
  if (ranges === -1) return { is: "beyond" };
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1)
    return all;
  const [{ start, end } = { start: 0, end: what.bytes - 1 }] = ranges;
  return { is: "part", from: start, to: end + 1 };
}

/** Writes bytes as fast as the client takes them, a piece at a time; throws ClientGone once nobody takes them any more. */
export async function sendBytes(
  response: Response,
  closing: AbortSignal,
  read: (signal: AbortSignal) => AsyncIterable<Uint8Array>,
): Promise<void> {
  const gone = new AbortController();
  const leave = () => gone.abort(new ClientGone());
  const timer = setTimeout(leave, longestMs);
  response.once("close", leave);
  closing.addEventListener("abort", leave, { once: true });
  response.setTimeout(idleMs, leave);
  const left = new Promise<never>((_resolve, reject) => {
    gone.signal.addEventListener("abort", () => reject(gone.signal.reason as Error));
  });
  left.catch(() => {});
  try {
    if (response.destroyed || closing.aborted) leave();
    gone.signal.throwIfAborted();
    for await (const bytes of read(gone.signal))
      // Not before it is on its way: until then the bytes are the socket's.
      await Promise.race([written(response, bytes), left]);
    response.end();
  } finally {
    clearTimeout(timer);
    response.off("close", leave);
    closing.removeEventListener("abort", leave);
    gone.abort();
  }
}

function written(response: Response, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    response.write(bytes, (error) => (error ? reject(new ClientGone()) : resolve()));
  });
}
