import type { OpenAiEntry, Quality } from "./openai-entry.ts";
import { pictureTokens } from "./picture-tokens.ts";
import { fourteenRatios, pixelsOf, threeRatios } from "./pixels.ts";

const seconds = 1000;
/** Some pictures of high quality have taken nearly five minutes before their first byte. */
const deadlines = { "1K": 300 * seconds, "2K": 420 * seconds, "4K": 600 * seconds };

const common = {
  vendor: "openai",
  status: "live",
  shutDownOn: null,
  successor: null,
  // Who has a key for Google alone must not get them unasked.
  mayBeDefault: false,
  needsKey: true,
  simulated: false,
  maxReferenceImages: 16,
  // Its API has no such field.
  takesSeed: false,
  pricedOn: "2026-11-29",
  source: "https://developers.openai.com/api/docs/models",
  thinkingTokens: { expected: 0, most: 0 },
  callsAtOnce: null,
} as const;

/**
 * OpenAI's image models. Tokens of a picture: the calculator of its guide to image generation (2.x) and the table of its
 * pricing page (1.5). gpt-image-1 was shut down on 2026-10-23. Of gpt-image-2.6 (2026-11-04) the tokens of a picture were not published yet, so that
 * nobody could be told a price: it is left out.
 */
export const openAiCatalogue: readonly OpenAiEntry[] = [
  ...(["flare", "sunburst"] as const).flatMap((kind) =>
    (["medium", "high"] as const).map((quality) =>
      ofAnySize({
        calls: `gpt-image-2.5-${kind}`,
        name: `GPT Image 2.5 ${kind === "flare" ? "Flare" : "Sunburst"}`,
        releasedOn: "2026-09-08",
        quality,
        grid: { medium: 24, high: 48 }[quality],
      }),
    ),
  ),
  ofAnySize({
    calls: "gpt-image-2",
    name: "GPT Image 2",
    releasedOn: "2026-04-21",
    quality: "medium",
    grid: 48,
  }),
  {
    ...common,
    id: "gpt-image-1.5",
    calls: "gpt-image-1.5",
    name: "GPT Image 1.5",
    releasedOn: "2025-12-16",
    quality: "medium",
    aspectRatios: threeRatios,
    imageSizes: ["1K"],
    pixels: pixelsOf(["1K"], threeRatios),
    deadlineMs: { "1K": deadlines["1K"] },
    prices: { input: 5, inputImage: 8, text: 10, image: 32 },
    // A square takes 1056, a wide one 1568, an upright one 1584: too high in an estimate is kinder than too low.
    imageTokens: { "1K": 1584 },
    // 65 and 129 for each of up to three tiles, and the words that the vendor adds to each.
    referenceTokens: 500,
  },
];

/** The models of the second generation draw any size; the tokens follow from it. */
function ofAnySize(model: {
  calls: string;
  name: string;
  releasedOn: string;
  quality: Quality;
  grid: number;
}): OpenAiEntry {
  const { grid, quality, name, ...rest } = model;
  const imageSizes = ["1K", "2K", "4K"] as const;
  const pixels = pixelsOf(imageSizes, fourteenRatios);
  return {
    ...common,
    ...rest,
    id: quality === "medium" ? model.calls : `${model.calls}-${quality}`,
    name: quality === "medium" ? name : `${name}, ${quality} quality`,
    quality,
    imageSizes,
    aspectRatios: fourteenRatios,
    pixels,
    deadlineMs: deadlines,
    // No price is told for words in an answer, and none have been seen there: they would count as picture.
    prices: { input: 5, inputImage: 8, text: 30, image: 30 },
    imageTokens: Object.fromEntries(
      imageSizes.map((size) => [size, pictureTokens(grid, Object.values(pixels[size] ?? {}))]),
    ),
    // At most 1536 patches of 32 × 32, and the words that the vendor adds to each.
    referenceTokens: 1568,
  };
}
