import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** The ratios that most models draw. */
export const tenRatios = [
  "1:1",
  "2:3",
  "3:2",
  "3:4",
  "4:3",
  "4:5",
  "5:4",
  "9:16",
  "16:9",
  "21:9",
] as const;

/** Which multiple of the step a side becomes: the nearest, or one that the picture is surely not larger or smaller with. */
type Rounding = "nearest" | "most" | "least";

const step = 16;
const round: Readonly<Record<Rounding, (value: number) => number>> = {
  nearest: Math.round,
  most: Math.floor,
  least: Math.ceil,
};

/** Width and height of a ratio with about so many pixels, in multiples of 16. */
export function sidesOfRatio(
  ratio: string,
  area: number,
  rounding: Rounding,
): readonly [number, number] {
  const [across = 1, down = 1] = ratio.split(":").map(Number);
  const side = (length: number) =>
    // What a computer makes of a square root may lie a hair beside a whole number.
    step * round[rounding](Number((Math.sqrt(length) / step).toFixed(6)));
  return [side((area * across) / down), side((area * down) / across)];
}

/** The pixels of each size and ratio, of sizes that are squares of so many pixels a side. */
export function pixelsOf(
  sizes: Readonly<Record<string, { side: number; rounding: Rounding }>>,
  ratios: readonly string[],
): CatalogueEntry["pixels"] {
  return Object.fromEntries(
    Object.entries(sizes).map(([size, { side, rounding }]) => [
      size,
      Object.fromEntries(
        ratios.map((ratio) => [ratio, sidesOfRatio(ratio, side * side, rounding)]),
      ),
    ]),
  );
}
