/** Up to so many pictures are drawn larger, since there is room for all of them. */
const fewPictures = 18;
const fewOnPhone = 9;

/** How many frames stand in a row: fewer, and so larger, on a narrow screen and where the pictures are few; always whole prompts. */
export function slotColumns(input: {
  width: number;
  count: number;
  variations: number;
  ratio: number;
}): number {
  const { variations } = input;
  const base = baseOf(input.width, input.count);
  const wide = input.ratio > 1.6 ? Math.ceil(base * 0.67) : base;
  return Math.max(variations, wide - (wide % variations));
}

function baseOf(width: number, count: number): number {
  const areFew = count <= fewPictures;
  if (width >= 1000) return areFew ? 6 : 12;
  if (width >= 600) return areFew ? 4 : 8;
  return count <= fewOnPhone ? 3 : 4;
}
