import { pixelsOf } from "../queued/sides-of-ratio.ts";
import { usualEntry } from "../queued/usual-entry.ts";
import type { ReplicateEntry } from "./replicate-entry.ts";
import { fluxOnePixels, seedreamPixels } from "./pixels.ts";

const minutes = 60_000;
const fluxThreeRatios = [
  "1:1",
  "2:3",
  "3:2",
  "3:4",
  "4:3",
  "4:5",
  "5:4",
  "5:7",
  "7:5",
  "9:16",
  "16:9",
  "9:21",
  "21:9",
  "1:2",
  "2:1",
] as const;

const common = {
  ...usualEntry,
  vendor: "replicate",
  pricedOn: "2026-11-30",
  referenceTokens: 0,
  // Nothing here is counted in tokens: one stands for a micro-dollar.
  prices: { input: 0, text: 0, image: 1 },
} as const;

/**
 * Models on Replicate, official ones alone: they are billed by the picture, whatever references it has. Fields stand where the
 * prices do, which replicate.com/pricing has too. A deadline has the wait for a machine in it.
 */
export const replicateCatalogue: readonly ReplicateEntry[] = [
  {
    ...common,
    id: "replicate-flux-3-image",
    takesSeed: false,
    calls: "black-forest-labs/flux-3-image",
    source: "https://replicate.com/black-forest-labs/flux-3-image",
    name: "FLUX 3 Image (Replicate)",
    releasedOn: "2026-10-01",
    referencesAs: "images",
    sizeAs: "resolution",
    sizeWords: { "1K": "1k", "2K": "2k", "4K": "4k" },
    // Grounding would look the prompt up on the web.
    alsoSends: { grounding: false, output_format: "png" },
    maxReferenceImages: 10,
    imageSizes: ["1K", "2K", "4K"],
    aspectRatios: fluxThreeRatios,
    // As it was seen to draw on 2026-10-02: each side the nearest multiple of 16.
    pixels: pixelsOf(
      {
        "1K": { side: 1024, rounding: "nearest" },
        "2K": { side: 2048, rounding: "nearest" },
        "4K": { side: 4096, rounding: "nearest" },
      },
      fluxThreeRatios,
    ),
    // $0.048, $0.10 and $0.607; the half of it at its launch ended on 2026-10-08.
    imageTokens: { "1K": 48_000, "2K": 100_000, "4K": 607_000 },
    deadlineMs: { "1K": 10 * minutes, "2K": 10 * minutes, "4K": 15 * minutes },
  },
  {
    ...common,
    id: "replicate-seedream-5-lite",
    takesSeed: false,
    calls: "bytedance/seedream-5-lite",
    source: "https://replicate.com/bytedance/seedream-5-lite",
    name: "Seedream 5.0 Lite (Replicate)",
    releasedOn: "2026-02-24",
    referencesAs: "image_input",
    sizeAs: "size",
    sizeWords: { "2K": "2K", "3K": "3K" },
    alsoSends: { sequential_image_generation: "disabled", output_format: "png" },
    maxReferenceImages: 14,
    imageSizes: ["2K", "3K"],
    aspectRatios: Object.keys(seedreamPixels["2K"]),
    pixels: seedreamPixels,
    // $0.035 a picture, whatever its size.
    imageTokens: { "2K": 35_000, "3K": 35_000 },
    deadlineMs: { "2K": 10 * minutes, "3K": 10 * minutes },
  },
  {
    ...common,
    id: "replicate-flux-schnell",
    takesSeed: true,
    calls: "black-forest-labs/flux-schnell",
    source: "https://replicate.com/black-forest-labs/flux-schnell",
    name: "FLUX.1 [schnell] (Replicate)",
    releasedOn: "2024-08-01",
    referencesAs: null,
    sizeAs: null,
    sizeWords: {},
    alsoSends: { num_outputs: 1, megapixels: "1", output_format: "png" },
    maxReferenceImages: 0,
    imageSizes: ["1K"],
    aspectRatios: Object.keys(fluxOnePixels["1K"]),
    pixels: fluxOnePixels,
    // $3 for a thousand pictures.
    imageTokens: { "1K": 3000 },
    deadlineMs: { "1K": 10 * minutes },
  },
];
