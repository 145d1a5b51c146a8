import type { ImageRequest } from "@bunch/core/ports/image-model";
import type { RequestBody } from "../http/call-once.ts";
import { jsonBody } from "../http/json-body.ts";
import type { Ask } from "../queued/queued-vendor.ts";
import type { ReplicateEntry } from "./replicate-entry.ts";
import { uploadReference } from "./upload.ts";

/** What Replicate wants in the request itself at most (replicate.com/docs, input files); larger ones are uploaded before. */
const mostInsideBytes = 256 * 1024;

/** Our request in the words of the model that Replicate runs; small references stand in it as data URIs. */
export async function replicateRequest(input: {
  request: ImageRequest;
  entry: ReplicateEntry;
  ask: Ask;
}): Promise<{ path: string; body: RequestBody }> {
  const { request, entry, ask } = input;
  const { references, imageSize } = request;
  const { referencesAs, sizeAs, sizeWords } = entry;
  const isLarge =
    references.reduce((sum, { bytes }) => sum + bytes.byteLength, 0) > mostInsideBytes;
  const uploaded = isLarge
    ? await Promise.all(references.map((one) => uploadReference(ask, one)))
    : null;
  const body = jsonBody(({ dataUri }) => ({
    input: {
      prompt: request.prompt,
      aspect_ratio: request.aspectRatio,
      ...(sizeAs !== null && { [sizeAs]: sizeWords[imageSize] ?? imageSize }),
      ...entry.alsoSends,
      ...(request.seed !== null && { seed: request.seed }),
      ...(referencesAs !== null &&
        references.length > 0 && { [referencesAs]: uploaded ?? references.map(dataUri) }),
    },
  }));
  return { path: `/v1/models/${entry.calls}/predictions`, body };
}
