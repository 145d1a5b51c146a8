import { randomUUID } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "./call-once.ts";
import { inPieces } from "./in-pieces.ts";

/** A field of a form: a word, or a reference with the name of its file, to which the ending is added. */
export type FormField =
  | { name: string; value: string | number }
  | { name: string; reference: ReferenceBytes; fileName: string };

/** Writes a form. The references' own bytes are pieces of the body: a batch sends them a thousand times. */
export function multipart(fields: readonly FormField[]): {
  contentType: string;
  body: RequestBody;
} {
  const boundary = `bunch-${randomUUID()}`;
  const pieces = fields.flatMap((field) => {
    const opening = `--${boundary}\r\ncontent-disposition: form-data; name="${field.name}"`;
    if ("value" in field) return [Buffer.from(`${opening}\r\n\r\n${field.value}\r\n`)];
    const { bytes, mimeType } = field.reference;
    const type = mimeType.replace(/[^\w/.+-]/gu, "");
    const ending = type.replace(/^image\//u, "").replace(/\W/gu, "");
    return [
      Buffer.from(
        `${opening}; filename="${field.fileName}.${ending}"\r\ncontent-type: ${type}\r\n\r\n`,
      ),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      Buffer.from("\r\n"),
    ];
  });
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: inPieces([...pieces, Buffer.from(`--${boundary}--\r\n`)]),
  };
}
