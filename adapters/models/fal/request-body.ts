import type { ImageRequest } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { jsonBody } from "../http/json-body.ts";
import type { FalEntry, FalSizing } from "./fal-entry.ts";

/** Our request in fal's words, and the path of the model that takes it: references have one of their own. */
export function falRequest(input: { request: ImageRequest; entry: FalEntry }): {
  path: string;
  body: RequestBody;
} {
  const { request, entry } = input;
  const { references } = request;
  const model = references.length > 0 ? (entry.edits ?? entry.calls) : entry.calls;
  const body = jsonBody(({ dataUri }) => ({
    prompt: request.prompt,
    ...sizeFields(entry.sizing, request),
    ...entry.alsoSends,
    ...(request.seed !== null && { seed: request.seed }),
    ...(references.length > 0 && { image_urls: references.map(dataUri) }),
  }));
  return { path: `/${model}`, body };
}

function sizeFields(sizing: FalSizing, { entry, aspectRatio, imageSize }: ImageRequest) {
  switch (sizing) {
    case "resolution":
      return { aspect_ratio: aspectRatio, resolution: imageSize.toLowerCase() };
    case "pixels": {
      const [width, height] = entry.pixels[imageSize]?.[aspectRatio] ?? [1024, 1024];
      return { image_size: { width, height } };
    }
    default:
      throw new Error(`Unknown sizing ${String(sizing satisfies never)}`);
  }
}
