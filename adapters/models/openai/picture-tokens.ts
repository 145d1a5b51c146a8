/** By how fine a grid a quality draws: so many patches along the longer side. */
export type Grid = number;

/** The most tokens that a picture of a size takes: those of the ratio that takes most. */
export function pictureTokens(grid: Grid, sides: Iterable<readonly [number, number]>): number {
  return Math.max(...[...sides].map((pair) => tokensOf(grid, pair)));
}

/**
 * The vendor's own reckoning, as its calculator does it: patches of the grid, weighted by the picture's area. Checked
 * against its table (1024 × 1024 at a grid of 96 is 7024 tokens, 1536 × 1024 is 5488).
 */
function tokensOf(grid: Grid, [width, height]: readonly [number, number]): number {
  const longer = Math.max(width, height);
  const across = halfToEven((grid * Math.min(width, height)) / longer);
  return Math.ceil((grid * across * (2_000_000 + width * height)) / 4_000_000);
}

function halfToEven(value: number): number {
  const whole = Math.floor(value);
  if (value - whole !== 0.5) return Math.round(value);
  return whole % 2 === 0 ? whole : whole + 1;
}
