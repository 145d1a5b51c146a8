import type { Result } from "@bunch/contracts/result";

/** A picture's own size in pixels; where it is not known, one of the right shape. */
export function naturalSize(
  { width, height }: Pick<Result, "width" | "height">,
  ratio: number,
): { width: number; height: number } {
  return width && height ? { width, height } : { width: 1024 * ratio, height: 1024 };
}
