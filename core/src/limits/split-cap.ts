import { Problem } from "../problem.ts";

/**
 * Splits a cap over the executions of a set in proportion to what they are expected to cost, in whole micro-dollars: the
 * parts add up to the cap. What is free beside what is not has no part in it, and none to keep to; of free ones alone each
 * has the same.
 */
export function splitCap(
  capMicros: number | null,
  estimatesMicros: readonly number[],
): (number | null)[] {
  if (capMicros === null) return estimatesMicros.map(() => null);
  const isAllFree = estimatesMicros.every((estimate) => estimate === 0);
  // Whole numbers of any size: a great cap times a great estimate is more than a double counts exactly.
  const weights = estimatesMicros.map((estimate) => BigInt(isAllFree ? 1 : estimate));
  const all = weights.reduce((sum, weight) => sum + weight, 0n);
  const shares = weights.map((weight) => Number((BigInt(capMicros) * weight) / all));
  const rests = weights.map((weight) => (BigInt(capMicros) * weight) % all);
  // What rounding down left over, less than one each, goes to those who lost the most by it.
  const byRest = [...rests.keys()].toSorted((a, b) => compare(rests[b] ?? 0n, rests[a] ?? 0n));
  const left = capMicros - shares.reduce((sum, share) => sum + share, 0);
  for (const place of byRest.slice(0, left)) shares[place] = (shares[place] ?? 0) + 1;
  return shares.map((share, place) => {
    if (weights[place] === 0n) return null;
    if (share > 0) return share;
    throw new Problem(
      "bad_request",
      `max_cost is too little to be shared by ${shares.length} models. Raise it, or choose fewer models.`,
      { field: "max_cost" },
    );
  });
}

function compare(a: bigint, b: bigint): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
