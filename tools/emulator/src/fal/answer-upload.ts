import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { errorOf } from "../jobs/job-vendor.ts";
import { parsedObject } from "../json-object.ts";
import { sendJson } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import type { ReceivedBody } from "../read-body.ts";
import { falErrors, wrongFalField } from "./fal-errors.ts";

/** Answers `storage/upload/initiate`: where a file can be put, and where it will be. */
export function beginFalUpload(
  provider: Provider,
  base: string,
  key: string | null,
  body: ReceivedBody,
): JsonReply {
  provider.fileCalls += 1;
  if (key === null) return errorOf(falErrors.unregistered);
  if (!provider.keyIsGood(key)) return errorOf(falErrors.api_key_invalid);
  const asked = body.whole ? parsedObject(body.text) : null;
  if (typeof asked?.["file_name"] !== "string")
    return errorOf(wrongFalField({ field: "file_name", problem: "missing" }));
  const address = `${base}/uploads/${randomUUID()}`;
  return { status: 200, body: { upload_url: address, file_url: address } };
}

/** Takes the bytes of a file at the address it was given, or gives them back; the address is its own key. */
export function answerFalUpload(
  provider: Provider,
  method: "GET" | "PUT",
  incoming: IncomingMessage,
  body: ReceivedBody,
  response: ServerResponse,
): void {
  const path = URL.parse(incoming.url ?? "", "http://localhost")?.pathname ?? "";
  if (method === "PUT" && body.whole) {
    provider.references.keep(path, {
      mimeType: incoming.headers["content-type"] ?? "application/octet-stream",
      name: path,
      bytes: body.bytes,
      createdMs: provider.clock.nowMs(),
    });
    return sendJson(response, { status: 200, body: {} });
  }
  const stored = provider.references.find(path);
  if (!stored) return sendJson(response, { status: 404, body: { detail: "Not found" } });
  response.writeHead(200, { "content-type": stored.mimeType });
  response.end(stored.bytes);
}
