import type { Estimate } from "@bunch/contracts/model";
import type { CatalogueEntry } from "./catalogue-entry.ts";
import { ceilingMicros, expectedMicros } from "./cost.ts";

/** The price told before a run, in dollars: one picture rounded up to $0.001, the sum to cents; `highCost` is the ceiling of all calls. */
export function estimate(input: {
  entry: CatalogueEntry;
  imageSize: string;
  variations: number;
  references: number;
  prompts: readonly string[];
}): Estimate & { highCost: number } {
  const { entry, imageSize, references, prompts, variations } = input;
  const imageCount = prompts.length * variations;
  let expected = 0;
  let ceiling = 0;
  for (const prompt of prompts) {
    expected += expectedMicros({ entry, imageSize, references, prompt });
    ceiling += ceilingMicros({ entry, imageSize, references, prompt });
  }
  const onePicture = prompts.length === 0 ? 0 : expected / prompts.length;
  const costPerImage = Math.ceil(onePicture / 1000 - 1e-9) / 1000;
  return {
    totalCost: toCents(imageCount * costPerImage),
    costPerImage,
    imageCount,
    highCost: Math.ceil((ceiling * variations) / 10_000) / 100,
  };
}

function toCents(dollars: number): number {
  return Math.round(dollars * 100 + 1e-6) / 100;
}
