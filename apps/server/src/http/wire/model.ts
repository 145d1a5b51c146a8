import type { Model } from "@bunch/contracts/model";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { priceOfPicture } from "@bunch/core/models/price-of-picture";

/** A catalogue entry as it goes over the wire. */
export function wireModel(
  entry: CatalogueEntry,
  { defaultId, changedBy }: { defaultId: string; changedBy: Model["changed_by"] },
): Model {
  return {
    id: entry.id,
    name: entry.name,
    vendor: entry.vendor,
    status: entry.status,
    released_on: entry.releasedOn,
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
    takes_seed: entry.takesSeed,
    cost_per_image: Object.fromEntries(
      entry.imageSizes.map((size) => [size, priceOfPicture(entry, size)]),
    ),
    priced_on: entry.pricedOn ?? null,
    price_source: entry.source ?? null,
    changed_by: changedBy,
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
