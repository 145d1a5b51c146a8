import type { Estimate } from "@bunch/contracts/model";
import type { PersonLimits } from "./everybodys-limits.ts";
import type { LimitUse } from "./limit-use.ts";
import { tooManyExecutions, tooManyPictures, tooMuchMoney } from "./over-limit.ts";

/** What somebody is about to do, as limits see it. */
export type LimitedWish = {
  /** Batches that it starts. */
  executions: number;
  /** Pictures that it asks for. */
  pictures: number;
  /** What is to be drawn of the batch is expected to cost that much. */
  estimateMicros: number;
  /** The batch's cap, and what it has spent of it, possible charges included. */
  capMicros: number | null;
  spentMicros: number;
  /** The cap that it rests at and is to be raised from; null where it rests at none. */
  reachedMicros: number | null;
};

/** New batches that are submitted together, as limits see them: their sum. */
export function wishOfRuns(
  runs: readonly { estimate: Estimate }[],
  maxCostMicros: number | null,
): LimitedWish {
  return {
    executions: runs.length,
    pictures: runs.reduce((sum, { estimate }) => sum + estimate.imageCount, 0),
    estimateMicros: runs.reduce((sum, { estimate }) => sum + estimatedMicros(estimate), 0),
    capMicros: maxCostMicros,
    spentMicros: 0,
    reachedMicros: null,
  };
}

/** What a batch is expected to cost, to the micro-dollar. */
export function estimatedMicros({ costPerImage, imageCount }: Estimate): number {
  return Math.round(costPerImage * 1_000_000) * imageCount;
}

/**
 * Refuses what is over one of a person's limits, with a Problem; `use` is what all else of theirs uses. Tells the cap that
 * the batch goes on with: at most what is left of the month, so that it pauses there whatever its estimate said.
 */
export function holdToLimits(
  limits: PersonLimits,
  use: LimitUse,
  wish: LimitedWish,
): { capMicros: number | null } {
  const { executionsADay, picturesADay, moneyAMonthMicros } = limits;
  if (
    executionsADay !== null &&
    wish.executions > 0 &&
    use.executions + wish.executions > executionsADay
  )
    throw tooManyExecutions(executionsADay, use);
  if (picturesADay !== null && wish.pictures > 0 && use.pictures + wish.pictures > picturesADay)
    throw tooManyPictures(picturesADay, wish.pictures, use);
  const { capMicros, spentMicros, estimateMicros, reachedMicros } = wish;
  // What is free is not held up by what others cost.
  if (moneyAMonthMicros === null || estimateMicros === 0) return { capMicros };
  const left = moneyAMonthMicros - use.spentMicros - use.mayCostMicros;
  const wanted =
    capMicros === null ? estimateMicros : Math.min(estimateMicros, capMicros - spentMicros);
  if (left <= 0 || wanted > left) throw tooMuchMoney(moneyAMonthMicros, wanted, use);
  const heldMicros = Math.min(capMicros ?? Infinity, spentMicros + left);
  const isToRise = capMicros !== null && reachedMicros !== null && capMicros > reachedMicros;
  // It would rest at once again, at a cap that its owner has just raised.
  if (isToRise && heldMicros <= reachedMicros)
    throw tooMuchMoney(moneyAMonthMicros, capMicros - spentMicros, use);
  return { capMicros: heldMicros };
}

/** Whether a batch has to be held against anything but the minute. */
export function isLimited(limits: PersonLimits): boolean {
  const { executionsADay, picturesADay, moneyAMonthMicros } = limits;
  return (executionsADay ?? picturesADay ?? moneyAMonthMicros) !== null;
}
