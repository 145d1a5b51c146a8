import type { ServerResponse } from "node:http";
import type { PlannedError } from "./scenario.ts";

/** A small answer of the provider in JSON. */
export interface JsonReply {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Turns an error into such an answer. */
export function errorReply(error: PlannedError, model = ""): JsonReply {
  return {
    status: error.httpStatus,
    body: error.body({ model, delaySeconds: 0, limit: 0 }),
  };
}

/** Sends it; a string is sent as a page. */
export function sendJson(response: ServerResponse, { status, body, headers }: JsonReply): void {
  const page = typeof body === "string";
  response.writeHead(status, {
    "content-type": page ? "text/html; charset=UTF-8" : "application/json; charset=UTF-8",
    ...headers,
  });
  response.end(page ? body : `${JSON.stringify(body, null, 2)}\n`);
}
