import type { Estimate } from "@bunch/contracts/model";

type Told = Estimate & { highCost: number };

/** The price of several executions together; of one it is that one's. A picture's is the mean over all, rounded up to $0.001. */
export function sumEstimates(all: readonly Told[]): Told {
  const [first, ...others] = all;
  if (first && others.length === 0) return first;
  const imageCount = all.reduce((sum, one) => sum + one.imageCount, 0);
  // In whole thousandths and cents, so that no sum of fractions tips over.
  const mills = all.reduce(
    (sum, one) => sum + Math.round(one.costPerImage * 1000) * one.imageCount,
    0,
  );
  return {
    totalCost: inCents(all.map((one) => one.totalCost)),
    costPerImage: imageCount === 0 ? 0 : Math.ceil(mills / imageCount) / 1000,
    imageCount,
    highCost: inCents(all.map((one) => one.highCost)),
  };
}

function inCents(dollars: readonly number[]): number {
  return dollars.reduce((sum, one) => sum + Math.round(one * 100), 0) / 100;
}
