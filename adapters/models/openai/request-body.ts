import { randomUUID } from "node:crypto";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import type { Quality } from "./openai-entry.ts";

export type ImageWish = {
  /** What the vendor calls the model. */
  calls: string;
  prompt: string;
  references: readonly ReferenceBytes[];
  sides: readonly [number, number];
  quality: Quality | null;
  /** OpenAI knows none; servers that speak its language may. */
  seed: number | null;
};

/** The method that a wish needs, and how it is put: JSON where nothing guides the picture, a form with files otherwise. */
export function imageRequest(wish: ImageWish): {
  path: string;
  contentType: string;
  body: RequestBody;
} {
  const fields = {
    model: wish.calls,
    prompt: wish.prompt,
    n: 1,
    size: wish.sides.join("x"),
    ...(wish.quality !== null && { quality: wish.quality }),
    ...(wish.seed !== null && { seed: wish.seed }),
  };
  if (wish.references.length === 0)
    return {
      path: "/v1/images/generations",
      contentType: "application/json",
      body: bodyOf([Buffer.from(JSON.stringify(fields))]),
    };
  const boundary = `bunch-${randomUUID()}`;
  return {
    path: "/v1/images/edits",
    contentType: `multipart/form-data; boundary=${boundary}`,
    body: bodyOf(form(boundary, fields, wish.references)),
  };
}

/** The references' own bytes are pieces of the body: a batch sends them a thousand times. */
function form(
  boundary: string,
  fields: Record<string, string | number>,
  references: readonly ReferenceBytes[],
): Buffer[] {
  const pieces: Buffer[] = [];
  for (const [name, value] of Object.entries(fields))
    pieces.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
      ),
    );
  for (const [index, { bytes, mimeType }] of references.entries()) {
    const ending = mimeType.replace(/^image\//u, "").replace(/\W/gu, "");
    pieces.push(
      Buffer.from(
        `--${boundary}\r\ncontent-disposition: form-data; name="image[]"; filename="reference-${index + 1}.${ending}"\r\ncontent-type: ${mimeType}\r\n\r\n`,
      ),
      Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
      Buffer.from("\r\n"),
    );
  }
  pieces.push(Buffer.from(`--${boundary}--\r\n`));
  return pieces;
}

function bodyOf(pieces: readonly Buffer[]): RequestBody {
  return { pieces, contentLength: pieces.reduce((sum, piece) => sum + piece.byteLength, 0) };
}
