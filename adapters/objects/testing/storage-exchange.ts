import type { IncomingMessage, ServerResponse } from "node:http";
import { happens, type StorageState } from "./storage-state.ts";

/** One request to the stub and its answer. */
export type Exchange = {
  state: StorageState;
  request: IncomingMessage;
  response: ServerResponse;
  /** Below `/storage/v1`, not escaped any more. */
  path: string;
  query: URLSearchParams;
  /** Who the key says is asking; only `service_role` passes the policies of a bucket that has none. */
  role: "service_role" | "anon";
  origin: string;
};

export function answerJson({ response }: Exchange, status: number, body: unknown): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

/** An error of objects and buckets: HTTP 400, or 500, with the true code as a string in the JSON. */
export function answerError(
  exchange: Exchange,
  failure: { status: number; code: string; error: string; message: string },
): void {
  const { status, ...rest } = failure;
  answerJson(exchange, status === 500 ? 500 : 400, { statusCode: String(status), ...rest });
}

/** An error of a resumable upload: the true code, and plain words. */
export function answerWords({ response }: Exchange, status: number, words: string): void {
  response.writeHead(status, { "content-type": "text/plain", "tus-resumable": "1.0.0" }).end(words);
}

export const noSuchObject = {
  status: 404,
  code: "NoSuchKey",
  error: "not_found",
  message: "Object not found",
};

export const brokenPolicy = {
  status: 403,
  code: "AccessDenied",
  error: "Unauthorized",
  message: "new row violates row-level security policy",
};

/** The body as far as it comes; `isWhole` is false when the connection is broken in it, by a fault or by the client. */
export async function readUpload({
  state,
  request,
}: Exchange): Promise<{ bytes: Buffer; isWhole: boolean }> {
  const most = happens(state.faults, "breaking")?.afterBytes;
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.byteLength;
      if (most !== undefined && length >= most) {
        request.socket.destroy();
        return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: false };
      }
    }
  } catch {
    return { bytes: Buffer.concat(chunks), isWhole: false };
  }
  return { bytes: Buffer.concat(chunks), isWhole: true };
}

export async function readJson({ request }: Exchange): Promise<Record<string, unknown>> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8")) as Record<string, unknown>;
}

/** True when the answer was to be lost and now is. */
export function losesAnswer({ state, request }: Exchange): boolean {
  if (!state.faults.loseAnswer) return false;
  state.faults.loseAnswer = false;
  request.socket.destroy();
  return true;
}
