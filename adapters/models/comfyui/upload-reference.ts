import { createHash, randomUUID } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import { recordOf } from "../http/json-shape.ts";
import { sentenceWith } from "../http/own-words.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { type Ask, PrepareFailed } from "../queued/queued-vendor.ts";
import { plainWords } from "../queued/readings.ts";

/** Puts a reference where the server's workflows find it, and tells its name there; throws PrepareFailed. */
export async function uploadReference(reference: ReferenceBytes, ask: Ask): Promise<string> {
  const boundary = `bunch-${randomUUID()}`;
  const pieces = formOf(reference, boundary);
  const reply = await ask({
    method: "POST",
    path: "/upload/image",
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: { pieces, contentLength: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) },
  });
  if (reply.status === null) throw new PrepareFailed(reply.message);
  const { name, subfolder } = recordOf(parsedJson(reply.text));
  if (reply.status === 200 && typeof name === "string" && name !== "")
    return typeof subfolder === "string" && subfolder !== "" ? `${subfolder}/${name}` : name;
  throw new PrepareFailed(
    sentenceWith(
      `Nothing was sent: ComfyUI does not take the reference (${reply.status}).`,
      plainWords(reply.text),
    ),
  );
}

/** A reference is called after what is in it, so that a batch uploads one file a thousand times, not a thousand. */
function formOf({ bytes, mimeType }: ReferenceBytes, boundary: string): Buffer[] {
  const name = createHash("sha256").update(bytes).digest("hex").slice(0, 32);
  const ending = mimeType.replace(/^image\//u, "").replace(/\W/gu, "");
  const field = (disposition: string, type = "") =>
    Buffer.from(`--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n${type}\r\n`);
  return [
    field(`name="image"; filename="bunch-${name}.${ending}"`, `content-type: ${mimeType}\r\n`),
    Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
    Buffer.from("\r\n"),
    field('name="overwrite"'),
    Buffer.from("true\r\n"),
    Buffer.from(`--${boundary}--\r\n`),
  ];
}
