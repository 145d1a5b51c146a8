import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

type Pixels = Readonly<Record<string, readonly [number, number]>>;

/** What the 3.x models draw at 1K, width then height. */
const pixelsAt1K: Pixels = {
  "1:1": [1024, 1024],
  "2:3": [848, 1264],
  "3:2": [1264, 848],
  "3:4": [896, 1200],
  "4:3": [1200, 896],
  "4:5": [928, 1152],
  "5:4": [1152, 928],
  "9:16": [768, 1376],
  "16:9": [1376, 768],
  "21:9": [1584, 672],
  "1:4": [512, 2048],
  "4:1": [2048, 512],
  "1:8": [384, 3072],
  "8:1": [3072, 384],
};

/** The ten ratios that every model takes; the first is the default. */
export const tenRatios = [
  "1:1",
  "2:3",
  "3:2",
  "3:4",
  "4:3",
  "4:5",
  "5:4",
  "9:16",
  "16:9",
  "21:9",
] as const;

/** The ten and the four narrow ones. */
export const fourteenRatios = [...tenRatios, "1:4", "4:1", "1:8", "8:1"] as const;

const scales: Readonly<Record<string, number>> = { "512": 0.5, "1K": 1, "2K": 2, "4K": 4 };

/** Tells the pixels of each size and ratio. */
export function pixelsOf(
  sizes: readonly string[],
  ratios: readonly string[],
): CatalogueEntry["pixels"] {
  return Object.fromEntries(
    sizes.map((size) => [
      size,
      Object.fromEntries(ratios.map((ratio) => [ratio, scaled(ratio, scales[size] ?? 1)])),
    ]),
  );
}

function scaled(ratio: string, scale: number): readonly [number, number] {
  const [width, height] = pixelsAt1K[ratio] ?? [1024, 1024];
  return [width * scale, height * scale];
}
