/** How many pictures took how long: `took` is a class, as `took_of` in supabase/migrations/20261130000100_analytics.sql makes it. */
export type Took = { took: number; many: number };

const base = 1.05;

/** The middle of a class, in milliseconds: what is in it is at most 2.5 % away. */
export function msOfTook(took: number): number {
  return Math.round(base ** (took + 0.5));
}

/** How long the given share of them took at most, in milliseconds; null of none. */
export function percentileMs(classes: readonly Took[], share: number): number | null {
  const sorted = classes
    .filter(({ many }) => many > 0)
    .toSorted((one, other) => one.took - other.took);
  const all = sorted.reduce((sum, { many }) => sum + many, 0);
  let seen = 0;
  for (const { took, many } of sorted) {
    seen += many;
    if (seen >= share * all) return msOfTook(took);
  }
  return null;
}
