import { pixelsOf, tenRatios } from "../queued/sides-of-ratio.ts";
import { usualEntry } from "../queued/usual-entry.ts";
import type { FalEntry } from "./fal-entry.ts";

const fiveRatios = ["1:1", "16:9", "9:16", "4:3", "3:4"] as const;
const tenMinutes = 600_000;

const common = {
  ...usualEntry,
  vendor: "fal",
  pricedOn: "2026-11-30",
  referenceTokens: 0,
  // Nothing here is counted in tokens: one stands for a micro-dollar.
  prices: { input: 0, text: 0, image: 1 },
} as const;

/**
 * Models on fal. Sizes and fields stand where the prices do; fal's megapixel is 1024 × 1024.
 * A deadline has the wait in the queue in it: a new account draws two at a time (fal.ai/docs, concurrency limits).
 */
export const falCatalogue: readonly FalEntry[] = [
  {
    ...common,
    id: "fal-flux-3-image",
    takesSeed: false,
    calls: "blackforestlabs/flux-3/text-to-image",
    edits: "blackforestlabs/flux-3/edit-image",
    source: "https://fal.ai/models/blackforestlabs/flux-3/text-to-image/llms.txt",
    name: "FLUX 3 Image (fal)",
    releasedOn: "2026-10-01",
    sizing: "resolution",
    alsoSends: { output_format: "png" },
    maxReferenceImages: 10,
    // $0.048 for each started megapixel, whatever the references. Only these ratios were seen to stay within the first one
    // (2026-10-02: 1360 × 768, 880 × 1184); of larger sizes fal tells no price.
    imageSizes: ["1K"],
    aspectRatios: fiveRatios,
    pixels: pixelsOf({ "1K": { side: 1024, rounding: "nearest" } }, fiveRatios),
    imageTokens: { "1K": 48_000 },
    deadlineMs: { "1K": tenMinutes },
  },
  {
    ...common,
    id: "fal-seedream-5-flash",
    takesSeed: false,
    calls: "bytedance/seedream/v5/flash/text-to-image",
    edits: "bytedance/seedream/v5/flash/edit",
    source: "https://fal.ai/models/bytedance/seedream/v5/flash/text-to-image/llms.txt",
    name: "Seedream 5.0 Flash (fal)",
    releasedOn: "2026-09-23",
    sizing: "pixels",
    alsoSends: { num_images: 1, output_format: "png" },
    maxReferenceImages: 10,
    // Between 1024 × 1024 and 2048 × 2048 pixels in all, $0.027 each.
    imageSizes: ["1K", "2K"],
    aspectRatios: tenRatios,
    pixels: pixelsOf(
      { "1K": { side: 1024, rounding: "least" }, "2K": { side: 2048, rounding: "most" } },
      tenRatios,
    ),
    imageTokens: { "1K": 27_000, "2K": 27_000 },
    deadlineMs: { "1K": tenMinutes, "2K": tenMinutes },
  },
  {
    ...common,
    id: "fal-flux-2-pro",
    takesSeed: true,
    calls: "fal-ai/flux-2-pro",
    source: "https://fal.ai/models/fal-ai/flux-2-pro/llms.txt",
    // A reference costs by its own megapixels, and no answer tells how many were billed.
    edits: null,
    name: "FLUX.2 [pro] (fal)",
    releasedOn: "2025-11-25",
    sizing: "pixels",
    alsoSends: { output_format: "png" },
    maxReferenceImages: 0,
    // $0.03 for the first megapixel, which none of these is larger than.
    imageSizes: ["1K"],
    aspectRatios: tenRatios,
    pixels: pixelsOf({ "1K": { side: 1024, rounding: "most" } }, tenRatios),
    imageTokens: { "1K": 30_000 },
    deadlineMs: { "1K": tenMinutes },
  },
];
