import type { Dimensions } from "../dimensions.ts";
import type { JobModel } from "./job-model.ts";
import type { JobWish } from "./job-wish.ts";

const megapixel = 1024 * 1024;

/** Reckons what so many pictures of one job cost, in whole micro-dollars. */
export function priceOf(model: JobModel, wish: JobWish, pictures: number): number {
  const { price } = model;
  if (price.per === "picture")
    return pictures * (price.bySize?.[wish.imageSize.toUpperCase()] ?? price.micros);
  const further = megapixelsOf(wish.dimensions) - 1;
  const references = wish.referenceDimensions.reduce((sum, one) => sum + megapixelsOf(one), 0);
  return (
    pictures * (price.firstMicros + further * price.furtherMicros) +
    references * price.referenceMicros
  );
}

/** Whole megapixels, at least one. */
export function megapixelsOf({ width, height }: Dimensions): number {
  return Math.max(Math.ceil((width * height) / megapixel), 1);
}

/** Megapixels of several pictures together, to the hundredth, as they are told. */
export function megapixelsIn(all: readonly Dimensions[]): number {
  const pixels = all.reduce((sum, { width, height }) => sum + width * height, 0);
  return Math.round((pixels / megapixel) * 100) / 100;
}
