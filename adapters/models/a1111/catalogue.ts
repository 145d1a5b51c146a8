import { pixelsOf } from "../queued/sides-of-ratio.ts";
import type { A1111Entry } from "./a1111-entry.ts";

const ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"] as const;
/** A computer without a graphics card draws for many minutes, and a call waits behind whatever else the server draws. */
const deadlineMs = 30 * 60_000;

/**
 * How the web UI's page begins (modules/ui.py of AUTOMATIC1111/stable-diffusion-webui, 2026-11-30), with whatever is
 * loaded: its API alone would take 50 steps.
 */
export const plainDrawing = {
  calls: null,
  steps: 20,
  cfgScale: 7,
  sampler: null,
  negativePrompt: "",
} as const;

/**
 * Whatever checkpoint the server has loaded; a user's own list adds others. "1K" is what SDXL and its successors were
 * trained on, "512" what Stable Diffusion 1.5 was.
 */
export const a1111Catalogue: readonly A1111Entry[] = [
  {
    id: "stable-diffusion",
    name: "Stable Diffusion",
    vendor: "a1111",
    status: "live",
    // The first release of Stable Diffusion: what is loaded has no date of its own.
    releasedOn: "2022-08-22",
    shutDownOn: null,
    successor: null,
    mayBeDefault: false,
    needsKey: false,
    simulated: false,
    ...plainDrawing,
    aspectRatios: ratios,
    imageSizes: ["1K", "512"],
    // A drawing begins from one picture; of several the servers make as many drawings, or refuse.
    maxReferenceImages: 1,
    takesSeed: true,
    prices: { input: 0, text: 0, image: 0 },
    imageTokens: { "1K": 0, "512": 0 },
    thinkingTokens: { expected: 0, most: 0 },
    referenceTokens: 0,
    pixels: pixelsOf(
      {
        "1K": { side: 1024, rounding: "nearest" },
        "512": { side: 512, rounding: "nearest" },
      },
      ratios,
    ),
    deadlineMs: { "1K": deadlineMs, "512": deadlineMs },
    callsAtOnce: 1,
  },
];
