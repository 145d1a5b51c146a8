/** The largest seed that can be wished for: what the models' own programs count to. */
export const maxSeed = 4_294_967_295;

/** A seed as it stands in a text; null for what none of ours is. */
export function readSeed(text: string | null | undefined): number | null {
  if (!/^\d{1,10}$/.test(text ?? "")) return null;
  const seed = Number(text);
  return seed <= maxSeed ? seed : null;
}

/** The seed of one picture of a prompt: several follow one another, so that they differ, and begin anew behind the largest. */
export function pictureSeed(seed: number, variation: number): number {
  return (seed + variation) % (maxSeed + 1);
}
