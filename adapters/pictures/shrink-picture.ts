import sharp, { type Sharp } from "sharp";
import { rgbaToThumbHash } from "thumbhash";
import type { Renditions } from "@bunch/core/ports/rendition-maker";
import { renditionSides } from "@bunch/core/results/rendition-paths";
import { guardedDecoding, mostDecodingSeconds } from "./decoding-guards.ts";

/** A thumbhash is made of at most that many pixels a side. */
const blurSide = 100;
const webp = { quality: 75, effort: 2 } as const;

/** Decodes a picture once and makes each copy from the larger one; throws when it cannot be decoded. */
export async function shrinkPicture(bytes: Uint8Array): Promise<Renditions> {
  const upright = sharp(bytes, guardedDecoding)
    .timeout({ seconds: mostDecodingSeconds })
    .autoOrient()
    .toColourspace("srgb");
  const large = await fit(upright, renditionSides.large);
  const small = await fit(large.again(), renditionSides.small);
  const blur = await fit(small.again().ensureAlpha(), blurSide);
  return {
    large: await large.again().webp(webp).toBuffer(),
    small: await small.again().webp(webp).toBuffer(),
    thumbhash: Buffer.from(rgbaToThumbHash(blur.width, blur.height, blur.pixels)).toString(
      "base64",
    ),
  };
}

/** Its pixels within a square of that side, never more than it has. */
async function fit(picture: Sharp, side: number) {
  const { data, info } = await picture
    .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  return {
    width,
    height,
    pixels: data,
    again: () => sharp(data, { raw: { width, height, channels } }),
  };
}
