import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { jsonBody } from "../http/json-body.ts";

/** It is a signed number of 32 bits there. */
const seedsTaken = 2 ** 31;

/** Writes the JSON of `generateContent`. With TEXT allowed a model that draws nothing says why. */
export function requestBody(input: {
  prompt: string;
  references: readonly ReferenceBytes[];
  aspectRatio: string;
  /** Null for models that take none. */
  imageSize: string | null;
  seed: number | null;
}): RequestBody {
  const { prompt, references, aspectRatio, imageSize, seed } = input;
  return jsonBody(({ base64 }) => ({
    contents: [
      {
        role: "user",
        parts: [
          { text: prompt },
          ...references.map((reference) => ({
            inlineData: { mimeType: reference.mimeType, data: base64(reference) },
          })),
        ],
      },
    ],
    generationConfig: {
      responseModalities: ["TEXT", "IMAGE"],
      imageConfig: { aspectRatio, ...(imageSize !== null && { imageSize }) },
      ...(seed !== null && { seed: seed % seedsTaken }),
    },
  }));
}
