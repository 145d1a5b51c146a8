/** What one model of the emulated provider takes and charges. */
export interface EmulatedModel {
  id: string;
  displayName: string;
  shutDown: boolean;
  ratios: readonly string[];
  /** Empty where the model takes no `imageSize` and always draws 1K. */
  sizes: readonly string[];
  maxReferences: number;
  referenceTokens: number;
  thinks: boolean;
  imageTokens: Readonly<Record<string, number>>;
  /** Cents for a million tokens, so that sums stay whole numbers. */
  centsPerMillion: { input: number; text: number; image: number };
}

const tenRatios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
const fourteenRatios = [...tenRatios, "1:4", "4:1", "1:8", "8:1"];

/** The provider's price list as the emulator holds it, on purpose not shared with the product that is tested. */
export const emulatedModels: readonly EmulatedModel[] = [
  {
    id: "gemini-nano-banana-2.1",
    displayName: "Nano Banana 2.1",
    shutDown: false,
    ratios: fourteenRatios,
    sizes: ["1K", "2K", "4K"],
    maxReferences: 14,
    referenceTokens: 1120,
    thinks: true,
    imageTokens: { "1K": 1120, "2K": 1680, "4K": 3780 },
    centsPerMillion: { input: 150, text: 750, image: 3000 },
  },
  {
    id: "gemini-3-pro-image",
    displayName: "Nano Banana Pro",
    shutDown: false,
    ratios: tenRatios,
    sizes: ["1K", "2K", "4K"],
    maxReferences: 14,
    referenceTokens: 560,
    thinks: true,
    imageTokens: { "1K": 1120, "2K": 1120, "4K": 2000 },
    centsPerMillion: { input: 200, text: 1200, image: 12000 },
  },
  {
    id: "gemini-3.1-flash-lite-image",
    displayName: "Gemini 3.1 Flash-Lite Image",
    shutDown: false,
    ratios: tenRatios,
    sizes: [],
    maxReferences: 14,
    // Not published; the default of the 3.x family.
    referenceTokens: 1120,
    thinks: true,
    imageTokens: { "1K": 1120 },
    centsPerMillion: { input: 25, text: 150, image: 3000 },
  },
  {
    id: "gemini-3.1-flash-image",
    displayName: "Nano Banana 2",
    shutDown: true,
    ratios: fourteenRatios,
    sizes: ["512", "1K", "2K", "4K"],
    maxReferences: 14,
    referenceTokens: 1120,
    thinks: true,
    imageTokens: { "512": 747, "1K": 1120, "2K": 1680, "4K": 2520 },
    centsPerMillion: { input: 50, text: 300, image: 6000 },
  },
  {
    id: "gemini-2.5-flash-image",
    displayName: "Nano Banana",
    shutDown: true,
    ratios: tenRatios,
    sizes: [],
    maxReferences: 3,
    referenceTokens: 258,
    thinks: false,
    imageTokens: { "1K": 1290 },
    centsPerMillion: { input: 30, text: 250, image: 3000 },
  },
];

/** Finds a model by its id, shut down or not. */
export function emulatedModel(id: string): EmulatedModel | undefined {
  return emulatedModels.find((model) => model.id === id);
}
