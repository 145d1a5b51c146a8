/** For each picture, by its prompt's place, from the moment at which its answer had left to the one at which it was seen. */
export function overheadsMs(
  leftAtMs: ReadonlyMap<number, number>,
  seenAtMs: readonly (readonly [place: number, atMs: number])[],
  expected: number,
): number[] {
  const overheads = seenAtMs.map(([place, atMs]) => atMs - (leftAtMs.get(place) ?? Number.NaN));
  if (overheads.length !== expected || overheads.some(Number.isNaN))
    throw new Error(
      `Of ${expected} pictures ${overheads.length} were seen, ${overheads.filter(Number.isNaN).length} of them without an answer that left.`,
    );
  return overheads;
}
