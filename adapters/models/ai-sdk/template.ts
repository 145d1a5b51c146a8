import { pixelsOf } from "../queued/sides-of-ratio.ts";
import type { AiSdkEntry } from "./ai-sdk-entry.ts";

const ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"] as const;

/** What a model in a user's list begins from; package and price have to be added. */
export const aiSdkTemplate: AiSdkEntry = {
  id: "ai-sdk",
  name: "AI SDK",
  vendor: "ai-sdk",
  status: "live",
  // The first release of the SDK's image models: a list says better.
  releasedOn: "2024-12-01",
  shutDownOn: null,
  successor: null,
  mayBeDefault: false,
  needsKey: true,
  simulated: false,
  aspectRatios: ratios,
  imageSizes: ["1K"],
  maxReferenceImages: 0,
  takesSeed: false,
  // Nothing here is counted in tokens: one stands for a micro-dollar.
  prices: { input: 0, text: 0, image: 1 },
  imageTokens: { "1K": 0 },
  thinkingTokens: { expected: 0, most: 0 },
  referenceTokens: 0,
  pixels: pixelsOf({ "1K": { side: 1024, rounding: "nearest" } }, ratios),
  deadlineMs: { "1K": 300_000 },
  callsAtOnce: null,
  package: "",
  provider: null,
  calls: "",
  baseUrl: null,
  sizing: "ratio",
};
