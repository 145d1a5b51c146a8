import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { costMicros } from "@bunch/core/models/cost";

/** What a picture costs by what was asked for, in micro-dollars: of vendors whose answers tell no use. */
export function askedPrice(input: {
  entry: CatalogueEntry;
  imageSize: string;
  references: number;
}): number {
  const { entry } = input;
  return costMicros(entry.prices, {
    inputTokens: 0,
    referenceTokens: input.references * entry.referenceTokens,
    textTokens: 0,
    imageTokens: entry.imageTokens[input.imageSize] ?? 0,
  });
}
