import type { CatalogueEntry } from "./catalogue-entry.ts";
import { expectedMicros } from "./cost.ts";

/** As long as people's prompts are on average. */
export const typicalPrompt = "x".repeat(120);

/** What a picture of a size costs as the catalogue tells it: dollars, rounded up to $0.001, without references. */
export function priceOfPicture(entry: CatalogueEntry, imageSize: string): number {
  return (
    Math.ceil(expectedMicros({ entry, imageSize, references: 0, prompt: typicalPrompt }) / 1000) /
    1000
  );
}
