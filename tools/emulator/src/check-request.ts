import type { EmulatedModel } from "./models.ts";
import { RequestRefused } from "./read-request.ts";
import type { ReceivedRequest } from "./read-request.ts";

/** Holds a request against what the model takes; throws RequestRefused in the provider's words. */
export function checkRequest(request: ReceivedRequest, model: EmulatedModel): void {
  const { aspectRatio, imageSize, references } = request;
  const path = "generation_config.image_config";
  if (aspectRatio !== null && !model.ratios.includes(aspectRatio))
    throw new RequestRefused(
      `aspect_ratio must be one of ${listed(model.ratios)}.`,
      `${path}.aspect_ratio`,
    );
  if (imageSize !== null && model.sizes.length === 0)
    throw new RequestRefused(
      `image_size is not supported by models/${model.id}.`,
      `${path}.image_size`,
    );
  if (imageSize !== null && !model.sizes.includes(imageSize))
    throw new RequestRefused(
      `image_size must be one of ${listed(model.sizes)}.`,
      `${path}.image_size`,
    );
  if (references.length > model.maxReferences)
    throw new RequestRefused(
      `Please reduce the number of input images: models/${model.id} takes at most ${model.maxReferences}, got ${references.length}.`,
    );
}

function listed(words: readonly string[]): string {
  return words
    .map((word, index) => `${index > 0 && index === words.length - 1 ? "or " : ""}'${word}'`)
    .join(", ");
}
