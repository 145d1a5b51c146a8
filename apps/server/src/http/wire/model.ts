import type { Model } from "@bunch/contracts/model";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { estimate } from "@bunch/core/models/estimate";

/** As long as people's prompts are on average. */
const typicalPrompt = "x".repeat(120);

/** A catalogue entry as it goes over the wire. */
export function wireModel(entry: CatalogueEntry, defaultId: string): Model {
  const costOf = (imageSize: string) =>
    estimate({ entry, imageSize, variations: 1, references: 0, prompts: [typicalPrompt] });
  return {
    id: entry.id,
    name: entry.name,
    vendor: entry.vendor,
    status: entry.status,
    shut_down_on: entry.shutDownOn,
    successor: entry.successor,
    is_default: entry.id === defaultId,
    needs_key: entry.needsKey,
    simulated: entry.simulated,
    aspect_ratios: [...entry.aspectRatios],
    image_sizes: [...entry.imageSizes],
    default_aspect_ratio: entry.aspectRatios[0] ?? "1:1",
    default_image_size: entry.imageSizes[0] ?? "1K",
    max_reference_images: entry.maxReferenceImages,
    cost_per_image: Object.fromEntries(
      entry.imageSizes.map((size) => [size, costOf(size).costPerImage]),
    ),
    cost_per_reference_image:
      Math.round(entry.referenceTokens * (entry.prices.inputImage ?? entry.prices.input)) /
      1_000_000,
    pixels: Object.fromEntries(
      Object.entries(entry.pixels).map(([size, ratios]) => [
        size,
        Object.fromEntries(
          Object.entries(ratios).map(([ratio, [width, height]]) => [ratio, [width, height]]),
        ),
      ]),
    ),
  };
}
