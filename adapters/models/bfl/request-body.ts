import type { ImageRequest } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { jsonBody, type PlaceReference } from "../http/json-body.ts";
import type { BflEntry } from "./bfl-entry.ts";

/** Our request in the vendor's words. Its third generation takes no field that it does not know. */
export function bflRequest(input: { request: ImageRequest; entry: BflEntry }): {
  path: string;
  body: RequestBody;
} {
  const { request, entry } = input;
  const body = jsonBody((place) => ({
    prompt: request.prompt,
    ...fieldsOf(entry, request, place),
    ...(request.seed !== null && { seed: request.seed }),
  }));
  return { path: `/v1/${entry.calls}`, body };
}

function fieldsOf(
  { generation, pixels }: BflEntry,
  { references, aspectRatio, imageSize }: ImageRequest,
  { base64 }: PlaceReference,
) {
  switch (generation) {
    case "flux-3":
      return {
        ...(references.length > 0 && { images: references.map(base64) }),
        aspect_ratio: aspectRatio,
        resolution: imageSize.toLowerCase(),
        // It would look the prompt up on the web.
        grounding: false,
      };
    case "flux-2": {
      const [width, height] = pixels[imageSize]?.[aspectRatio] ?? [1024, 1024];
      const numbered = references.map((one, at) => [
        at === 0 ? "input_image" : `input_image_${at + 1}`,
        base64(one),
      ]);
      return { ...Object.fromEntries(numbered), width, height, output_format: "png" };
    }
    default:
      throw new Error(`Unknown generation ${String(generation satisfies never)}`);
  }
}
