import type { Execution } from "@bunch/contracts/execution";

/** What a reached cap has room for, and what to raise it to; dollars. */
export type CapRoom = {
  spent: number;
  left: number;
  /** What the next picture may cost at most. */
  next: number;
  /** Less would pause it again at once. */
  least: number;
  /** Enough for all that is left, as far as can be told. */
  suggested: number;
};

/** Reckons a cap that is reached: possible charges count as spent, as they do on the server. */
export function capRoom(execution: Execution): CapRoom {
  const { stats, max_cost: cap, reason, estimated_cost: price } = execution;
  const spent = stats.total_cost + stats.possible_cost;
  const next = reason?.next_cost ?? price.costPerImage;
  const open = Math.max(1, stats.pending - stats.processing - stats.undecided);
  const least = upToCents(Math.max(spent + next, cap ?? 0));
  // Each at its likely price, and room for the last to be as dear as it may be.
  const rest = (open - 1) * price.costPerImage + next;
  return {
    spent,
    left: Math.max(0, (cap ?? 0) - spent),
    next,
    least,
    suggested: Math.max(least, upTo(0.05, spent + rest)),
  };
}

const upToCents = (dollars: number) => upTo(0.01, dollars);

/** Rounded up to a whole number of steps; a hair above one, as sums of tenths are, counts as on it. */
function upTo(step: number, dollars: number): number {
  const steps = Math.ceil(dollars / step - 1e-6);
  return Math.round(steps * step * 100) / 100;
}
