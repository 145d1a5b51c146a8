import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** The three that every model of the family draws; the first is the default. */
export const threeRatios = ["1:1", "2:3", "3:2"] as const;

/** What the models draw that take any size: no side longer than three times the other. */
export const fourteenRatios = [
  ...threeRatios,
  "3:4",
  "4:3",
  "4:5",
  "5:4",
  "9:16",
  "16:9",
  "21:9",
  "1:2",
  "2:1",
  "1:3",
  "3:1",
] as const;

/**
 * Width and height of the wide pictures; an upright one is such a one turned. Both sides are multiples of 16, none is
 * longer than 3840, and there are 655 360 to 8 294 400 pixels: what the vendor takes.
 */
const wide: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {
  "1K": {
    "1:1": [1024, 1024],
    "3:2": [1536, 1024],
    "4:3": [1152, 864],
    "5:4": [1120, 896],
    "16:9": [1280, 720],
    "21:9": [1568, 672],
    "2:1": [1408, 704],
    "3:1": [1728, 576],
  },
  "2K": {
    "1:1": [2048, 2048],
    "3:2": [2496, 1664],
    "4:3": [2304, 1728],
    "5:4": [2240, 1792],
    "16:9": [2560, 1440],
    "21:9": [3136, 1344],
    "2:1": [2816, 1408],
    "3:1": [3456, 1152],
  },
  "4K": {
    "1:1": [2880, 2880],
    "3:2": [3504, 2336],
    "4:3": [3264, 2448],
    "5:4": [3200, 2560],
    "16:9": [3840, 2160],
    "21:9": [3808, 1632],
    "2:1": [3840, 1920],
    "3:1": [3840, 1280],
  },
};

/** Tells the pixels of each size and ratio. */
export function pixelsOf(
  sizes: readonly string[],
  ratios: readonly string[],
): CatalogueEntry["pixels"] {
  return Object.fromEntries(
    sizes.map((size) => [
      size,
      Object.fromEntries(ratios.map((ratio) => [ratio, sidesOf(size, ratio)])),
    ]),
  );
}

function sidesOf(size: string, ratio: string): readonly [number, number] {
  const known = wide[size]?.[ratio];
  if (known) return known;
  const [width, height] = wide[size]?.[ratio.split(":").toReversed().join(":")] ?? [1024, 1024];
  return [height, width];
}
