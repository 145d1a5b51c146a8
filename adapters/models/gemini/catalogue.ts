import type { GeminiEntry } from "./gemini-entry.ts";
import { fourteenRatios, pixelsOf, tenRatios } from "./pixels.ts";

const seconds = 1000;
/** Larger pictures take longer before their first byte. */
const deadlines: Readonly<Record<string, number>> = {
  "512": 60 * seconds,
  "1K": 60 * seconds,
  "2K": 120 * seconds,
  "4K": 240 * seconds,
};

const common = {
  vendor: "gemini",
  needsKey: true,
  simulated: false,
  // generateContent has a field for it, but no page on these models says that their pictures follow from it.
  takesSeed: false,
  pricedOn: "2026-11-22",
  source: "https://ai.google.dev/gemini-api/docs/pricing",
} as const;

/**
 * Google's image models. Names, prices and dates change every few weeks: this is data, and a user's own list may lay other
 * values over it.
 */
export const geminiCatalogue: readonly GeminiEntry[] = [
  {
    ...common,
    id: "gemini-nano-banana-2.1",
    name: "Nano Banana 2.1",
    status: "live",
    releasedOn: "2026-10-06",
    shutDownOn: null,
    successor: null,
    mayBeDefault: true,
    ...drawing(["1K", "2K", "4K"], fourteenRatios),
    sendsImageSize: true,
    maxReferenceImages: 14,
    prices: { input: 1.5, text: 7.5, image: 30 },
    imageTokens: { "1K": 1120, "2K": 1680, "4K": 3780 },
    thinkingTokens: { expected: 900, most: 2200 },
    referenceTokens: 1120,
  },
  {
    ...common,
    id: "gemini-3-pro-image",
    name: "Nano Banana Pro",
    status: "live",
    releasedOn: "2026-05-28",
    shutDownOn: null,
    successor: null,
    // Four times the price of its siblings: nobody should get it unasked.
    mayBeDefault: false,
    ...drawing(["1K", "2K", "4K"], tenRatios),
    sendsImageSize: true,
    maxReferenceImages: 14,
    prices: { input: 2, text: 12, image: 120 },
    imageTokens: { "1K": 1120, "2K": 1120, "4K": 2000 },
    thinkingTokens: { expected: 800, most: 2200 },
    referenceTokens: 560,
  },
  {
    ...common,
    id: "gemini-3.1-flash-lite-image",
    name: "Nano Banana Flash Lite",
    status: "live",
    releasedOn: "2026-06-30",
    shutDownOn: null,
    successor: null,
    mayBeDefault: true,
    ...drawing(["1K"], tenRatios),
    sendsImageSize: false,
    maxReferenceImages: 14,
    prices: { input: 0.25, text: 1.5, image: 30 },
    imageTokens: { "1K": 1120 },
    thinkingTokens: { expected: 900, most: 2200 },
    // Not published; what the 3.x family takes by default. Too high in an estimate is kinder than too low.
    referenceTokens: 1120,
  },
  {
    ...common,
    id: "gemini-3.1-flash-image",
    name: "Nano Banana 2",
    status: "shut_down",
    releasedOn: "2026-05-28",
    shutDownOn: "2026-10-29",
    successor: "gemini-nano-banana-2.1",
    mayBeDefault: true,
    ...drawing(["1K", "512", "2K", "4K"], fourteenRatios),
    sendsImageSize: true,
    maxReferenceImages: 14,
    prices: { input: 0.5, text: 3, image: 60 },
    imageTokens: { "512": 747, "1K": 1120, "2K": 1680, "4K": 2520 },
    thinkingTokens: { expected: 900, most: 2200 },
    // As for the lite model.
    referenceTokens: 1120,
  },
  {
    ...common,
    id: "gemini-2.5-flash-image",
    name: "Nano Banana",
    status: "shut_down",
    releasedOn: "2025-10-02",
    shutDownOn: "2026-10-02",
    successor: "gemini-nano-banana-2.1",
    mayBeDefault: true,
    // Its pixels differ from the 3.x table by a few dozen; only proxies and Vertex AI still serve it.
    ...drawing(["1K"], tenRatios),
    sendsImageSize: false,
    maxReferenceImages: 3,
    prices: { input: 0.3, text: 2.5, image: 30 },
    imageTokens: { "1K": 1290 },
    thinkingTokens: { expected: 0, most: 0 },
    referenceTokens: 258,
  },
];

function drawing(imageSizes: readonly string[], aspectRatios: readonly string[]) {
  return {
    imageSizes,
    aspectRatios,
    pixels: pixelsOf(imageSizes, aspectRatios),
    deadlineMs: Object.fromEntries(imageSizes.map((size) => [size, deadlines[size] ?? 60_000])),
    callsAtOnce: null,
  };
}
