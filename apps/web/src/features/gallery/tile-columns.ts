export const tileSizes = { least: 120, first: 176, most: 320 };
const gapPx = 16;

/** How many tiles of about the wished width stand side by side; wide pictures get more room, a phone three, two or one. */
export function tileColumns(width: number, tilePx: number, ratio: number): number {
  if (width < 520) return tilePx < 150 ? 3 : tilePx < 240 ? 2 : 1;
  const wish = tilePx * (ratio > 1.4 ? 1.45 : ratio < 0.6 ? 0.85 : 1.04);
  return Math.max(1, Math.floor((width + gapPx) / (wish + gapPx)));
}
