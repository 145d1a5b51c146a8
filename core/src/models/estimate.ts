import type { Estimate } from "@bunch/contracts/model";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import type { OwnSettings } from "../prompts/own-settings.ts";
import { ceilingMicros, expectedMicros } from "./cost.ts";

/** The price told before a run, in dollars: one picture rounded up to $0.001, the sum to cents; `highCost` is the ceiling of all calls. */
export function estimate(input: {
  entry: CatalogueEntry;
  imageSize: string;
  variations: number;
  references: number;
  prompts: readonly string[];
  /** What single prompts have of their own, by their places from 0. */
  rows?: ReadonlyMap<number, OwnSettings>;
}): Estimate & { highCost: number } {
  const { entry, prompts, variations } = input;
  const imageCount = prompts.length * variations;
  let expected = 0;
  let ceiling = 0;
  for (const [place, prompt] of prompts.entries()) {
    const own = input.rows?.get(place);
    const imageSize = own?.imageSize ?? input.imageSize;
    const references = own?.references?.length ?? input.references;
    expected += expectedMicros({ entry, imageSize, references, prompt });
    ceiling += ceilingMicros({ entry, imageSize, references, prompt });
  }
  // Whole tenths of a cent, so that no sum of fractions tips over.
  const mills = prompts.length === 0 ? 0 : Math.ceil(expected / (1000 * prompts.length));
  const totalCost = Math.round((imageCount * mills) / 10) / 100;
  return {
    totalCost,
    costPerImage: mills / 1000,
    imageCount,
    // The total is made of rounded prices, so of a cheap model it may lie above the ceiling of the calls.
    highCost: Math.max(totalCost, Math.ceil((ceiling * variations) / 10_000) / 100),
  };
}
