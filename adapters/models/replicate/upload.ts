import { randomUUID } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { type Ask, PrepareFailed } from "../queued/queued-vendor.ts";

/**
 * Puts a reference where Replicate's models can fetch it for a day, which is free. Its answers repeat what a prediction was
 * given: large pictures in them would come back with each.
 */
export async function uploadReference(ask: Ask, reference: ReferenceBytes): Promise<string> {
  const { bytes, mimeType } = reference;
  const boundary = `bunch-${randomUUID()}`;
  const type = mimeType.replace(/[^\w/.+-]/gu, "");
  const ending = type.replace(/^image\//u, "").replace(/\W/gu, "");
  const pieces = [
    Buffer.from(
      `--${boundary}\r\ncontent-disposition: form-data; name="content"; filename="reference.${ending}"\r\ncontent-type: ${type}\r\n\r\n`,
    ),
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ];
  const reply = await ask({
    method: "POST",
    path: "/v1/files",
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { pieces, contentLength: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) },
  });
  if (reply.status === null)
    throw new PrepareFailed(`A reference could not be uploaded: ${reply.message}`);
  const address = recordOf(recordOf(parsedJson(reply.text))["urls"])["get"];
  if (reply.status < 200 || reply.status >= 300 || typeof address !== "string")
    throw new PrepareFailed(
      `A reference could not be uploaded (${reply.status}).`,
      isRefusal(reply.status) ? reply : null,
    );
  return address;
}

/** The key, the credit, a limit or the picture itself, which another try would not change by itself; not trouble that passes. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408;
}
