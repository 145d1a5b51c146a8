import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

const at1K: Readonly<Record<string, readonly [number, number]>> = {
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
const aspectRatios = Object.keys(at1K);

/** The model that draws without a key and for nothing. Its size "64" is one tiny picture, drawn once, for large tests. */
export const simulatorCatalogue: readonly CatalogueEntry[] = [
  {
    id: "simulator",
    name: "Simulator",
    vendor: "simulator",
    status: "live",
    releasedOn: "2026-11-23",
    shutDownOn: null,
    successor: null,
    mayBeDefault: false,
    needsKey: false,
    simulated: true,
    aspectRatios,
    imageSizes: ["1K", "2K", "64"],
    maxReferenceImages: 14,
    takesSeed: true,
    prices: { input: 0, text: 0, image: 0 },
    imageTokens: { "1K": 0, "2K": 0, "64": 0 },
    thinkingTokens: { expected: 0, most: 0 },
    referenceTokens: 0,
    pixels: {
      "1K": at1K,
      "2K": Object.fromEntries(
        Object.entries(at1K).map(([ratio, [width, height]]) => [ratio, [width * 2, height * 2]]),
      ),
      "64": Object.fromEntries(aspectRatios.map((ratio) => [ratio, [64, 64]])),
    },
    deadlineMs: { "1K": 60_000, "2K": 60_000, "64": 60_000 },
    callsAtOnce: 10,
  },
];
