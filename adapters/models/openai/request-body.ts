import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { inPieces } from "../http/in-pieces.ts";
import { multipart } from "../http/multipart.ts";
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
      body: inPieces([Buffer.from(JSON.stringify(fields))]),
    };
  return {
    path: "/v1/images/edits",
    ...multipart([
      ...Object.entries(fields).map(([name, value]) => ({ name, value })),
      ...wish.references.map((reference, index) => ({
        name: "image[]",
        reference,
        fileName: `reference-${index + 1}`,
      })),
    ]),
  };
}
