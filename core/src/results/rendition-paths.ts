/** The longest side of each rendition, in pixels. */
export const renditionSides = { large: 512, small: 256 } as const;

export type RenditionPaths = { large: string; small: string };

/** Where the smaller copies of a stored picture lie, made yet or not: beside it, under its own name. */
export function renditionPaths(objectPath: string): RenditionPaths {
  const stem = objectPath.replace(/\.[a-z0-9]+$/, "");
  return {
    large: `${stem}.${renditionSides.large}.webp`,
    small: `${stem}.${renditionSides.small}.webp`,
  };
}
