import type { Result } from "@bunch/contracts/result";
import { steadyAddress } from "./signed-address.ts";

/** What a browser needs to show a picture small, and what to show until it has it. */
export type PictureSource = {
  url: string;
  alt: string;
  /** Its width by its height, once known; not always that of the frame it is shown in. */
  ratio: number | null;
  /** The copies by their width, for the browser to choose from; undefined where there are none. */
  srcSet: string | undefined;
  /** The copies, the larger first; none until they are made. */
  copies: readonly string[];
  /** A blur of it, base64. */
  thumbhash: string | null;
  /** The picture itself, should a copy be gone. */
  original: string | null;
};

/** The longest side of the smaller copies that the server makes. */
const sides = { large: 512, small: 256 };

/** Where a result's picture comes from when it is shown small; null while it has none. */
export function pictureSource(result: Result | undefined, alt: string): PictureSource | null {
  const given = result?.thumbnail_url ?? result?.result_url;
  if (!result || !given) return null;
  const { width, height } = result;
  const url = steadyAddress(given);
  const small = result.small_thumbnail_url && steadyAddress(result.small_thumbnail_url);
  const longest = Math.max(width ?? 0, height ?? 0);
  const widthAt = (side: number) => Math.round((width ?? 0) * Math.min(1, side / longest));
  return {
    url,
    alt,
    ratio: width && height ? width / height : null,
    srcSet:
      small && width && height
        ? `${small} ${widthAt(sides.small)}w, ${url} ${widthAt(sides.large)}w`
        : undefined,
    copies: small ? [url, small] : [],
    thumbhash: result.thumbhash,
    original: result.result_url && steadyAddress(result.result_url),
  };
}
