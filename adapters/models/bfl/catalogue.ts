import { pixelsOf, tenRatios } from "../queued/sides-of-ratio.ts";
import { usualEntry } from "../queued/usual-entry.ts";
import type { BflEntry } from "./bfl-entry.ts";

const minutes = 60_000;
const fifteenRatios = [...tenRatios, "5:7", "7:5", "9:21", "1:2", "2:1"] as const;

const common = {
  ...usualEntry,
  vendor: "bfl",
  pricedOn: "2026-11-30",
  source: "https://docs.bfl.ai/quick_start/pricing",
} as const;

/** A credit is a cent; nothing here is counted in tokens, of which one stands for a micro-dollar. */
const prices = { input: 0, inputImage: 1, text: 0, image: 1 };

/** FLUX.2 costs so much for the first megapixel and so much for each further one, those of references included. */
function fluxTwo(firstMicros: number, furtherMicros: number) {
  return {
    generation: "flux-2" as const,
    takesSeed: true,
    imageSizes: ["1K", "2K"],
    aspectRatios: tenRatios,
    // At most one and at most four megapixels of 1024 × 1024, so that a size has one price.
    pixels: pixelsOf(
      { "1K": { side: 1024, rounding: "most" }, "2K": { side: 2048, rounding: "most" } },
      tenRatios,
    ),
    prices,
    imageTokens: { "1K": firstMicros, "2K": firstMicros + 3 * furtherMicros },
    // As of the largest picture that the model draws: too high in an estimate is kinder than too low, and what it really was
    // the answer tells.
    referenceTokens: 4 * furtherMicros,
    deadlineMs: { "1K": 5 * minutes, "2K": 10 * minutes },
  };
}

/**
 * The image models of Black Forest Labs. Their prices stand at bfl.ai/pricing too. Of FLUX 3 at 1.5k neither page tells a
 * price: it is left out.
 */
export const bflCatalogue: readonly BflEntry[] = [
  {
    ...common,
    id: "flux-3-image",
    // It refuses fields that it does not know, and has none for a seed.
    takesSeed: false,
    calls: "flux-3-image",
    name: "FLUX 3 Image",
    releasedOn: "2026-10-01",
    generation: "flux-3",
    maxReferenceImages: 10,
    imageSizes: ["1K", "2K", "4K"],
    aspectRatios: fifteenRatios,
    // As it was seen to draw on 2026-10-02: each side the nearest multiple of 16.
    pixels: pixelsOf(
      {
        "1K": { side: 1024, rounding: "nearest" },
        "2K": { side: 2048, rounding: "nearest" },
        "4K": { side: 4096, rounding: "nearest" },
      },
      fifteenRatios,
    ),
    prices,
    // $0.048, $0.10 and $0.607, whatever the ratio and the references.
    imageTokens: { "1K": 48_000, "2K": 100_000, "4K": 607_000 },
    referenceTokens: 0,
    deadlineMs: { "1K": 10 * minutes, "2K": 10 * minutes, "4K": 15 * minutes },
  },
  {
    ...common,
    ...fluxTwo(30_000, 15_000),
    id: "flux-2-pro",
    calls: "flux-2-pro",
    name: "FLUX.2 [pro]",
    releasedOn: "2025-11-25",
    maxReferenceImages: 8,
  },
  {
    ...common,
    ...fluxTwo(15_000, 2000),
    id: "flux-2-klein-9b",
    calls: "flux-2-klein-9b",
    name: "FLUX.2 [klein] 9B",
    releasedOn: "2026-01-15",
    maxReferenceImages: 4,
  },
];
