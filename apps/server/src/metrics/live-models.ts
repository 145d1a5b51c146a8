import type { ImageModels } from "@bunch/core/ports/image-model";

/** Models that can be drawn with, by their ids. */
export function liveModels({ catalogue }: Pick<ImageModels, "catalogue">): string[] {
  return catalogue.filter(({ status }) => status === "live").map(({ id }) => id);
}
