import type { Dimensions } from "../dimensions.ts";

/** What one model of the emulated OpenAI takes and charges. */
export interface EmulatedImageModel {
  id: string;
  shutDown: boolean;
  /** Patches along the longer side by quality, where it draws any size; null where it has a table. */
  grids: Readonly<Record<string, number>> | null;
  /** Cents for a million tokens, so that sums stay whole numbers. */
  centsPerMillion: { words: number; references: number; pictures: number };
  /** Of a square reference: patches of 32 pixels in the second generation, a base and a tile in the first. */
  referenceTokens: number;
  /** Tokens of words that are added to each request, and to each reference. */
  addedWords: { request: number; reference: number };
}

const secondGeneration = { words: 500, references: 800, pictures: 3000 };
const gridsOf25 = { low: 16, medium: 24, high: 48, xhigh: 64, max: 96 };

/** The price list as the emulator holds it, on purpose not shared with the product that is tested. */
export const emulatedImageModels: readonly EmulatedImageModel[] = [
  {
    id: "gpt-image-2.5-flare",
    shutDown: false,
    grids: gridsOf25,
    centsPerMillion: secondGeneration,
    referenceTokens: 1024,
    addedWords: { request: 6, reference: 10 },
  },
  {
    id: "gpt-image-2.5-sunburst",
    shutDown: false,
    grids: gridsOf25,
    centsPerMillion: secondGeneration,
    referenceTokens: 1024,
    addedWords: { request: 6, reference: 10 },
  },
  {
    id: "gpt-image-2",
    shutDown: false,
    grids: { low: 16, medium: 48, high: 96 },
    centsPerMillion: secondGeneration,
    referenceTokens: 1024,
    addedWords: { request: 6, reference: 0 },
  },
  {
    id: "gpt-image-1.5",
    shutDown: false,
    grids: null,
    centsPerMillion: { words: 500, references: 800, pictures: 3200 },
    referenceTokens: 194,
    addedWords: { request: 6, reference: 32 },
  },
  {
    id: "gpt-image-1",
    shutDown: true,
    grids: null,
    centsPerMillion: { words: 500, references: 1000, pictures: 4000 },
    referenceTokens: 194,
    addedWords: { request: 6, reference: 32 },
  },
];

/** The tokens of the first generation's pictures, by quality and size. */
const table: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  low: { "1024x1024": 272, "1024x1536": 408, "1536x1024": 400 },
  medium: { "1024x1024": 1056, "1024x1536": 1584, "1536x1024": 1568 },
  high: { "1024x1024": 4160, "1024x1536": 6240, "1536x1024": 6208 },
};

/** Tells the tokens of a picture; null where the model knows no such quality or size. */
export function pictureTokensOf(
  model: EmulatedImageModel,
  quality: string,
  { width, height }: Dimensions,
): number | null {
  if (model.grids === null) return table[quality]?.[`${width}x${height}`] ?? null;
  const grid = model.grids[quality];
  if (grid === undefined) return null;
  const across = Math.round((grid * Math.min(width, height)) / Math.max(width, height));
  return Math.ceil((grid * across * (2_000_000 + width * height)) / 4_000_000);
}

/** Says what is wrong with a size, in the provider's words; null where nothing is. */
export function sizeProblem(
  model: EmulatedImageModel,
  { width, height }: Dimensions,
): string | null {
  const size = `${width}x${height}`;
  if (model.grids === null)
    return table["low"]?.[size] === undefined
      ? `Invalid value: '${size}'. Supported values are: '1024x1024', '1024x1536', '1536x1024', and 'auto'.`
      : null;
  if (width % 16 !== 0 || height % 16 !== 0)
    return `Invalid size '${size}'. Width and height must both be divisible by 16.`;
  if (Math.max(width, height) > 3840)
    return `Invalid size '${size}'. The longest edge must be less than or equal to 3840.`;
  if (Math.max(width, height) > 3 * Math.min(width, height))
    return `Invalid size '${size}'. The aspect ratio must be between 1:3 and 3:1.`;
  const pixels = width * height;
  return pixels < 655_360 || pixels > 8_294_400
    ? `Invalid size '${size}'. Requested resolution is outside the current pixel budget.`
    : null;
}
