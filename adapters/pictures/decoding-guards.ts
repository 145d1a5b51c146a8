import sharp, { type SharpOptions } from "sharp";

/** How any bytes from outside are decoded: within bounds, one frame, and to the last pixel or not at all. */
export const guardedDecoding: SharpOptions = {
  limitInputPixels: 50_000_000,
  // Cameras write files that deserve a warning; only what is broken or cut is refused.
  failOn: "error",
  sequentialRead: true,
  pages: 1,
};

/** The longest that decoding one picture may take. */
export const mostDecodingSeconds = 20;

/** Leaves sharp only PNG, JPEG and WebP to open, in this whole process. */
export function forbidOtherLoaders(): void {
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: [
      "VipsForeignLoadPngBuffer",
      "VipsForeignLoadJpegBuffer",
      "VipsForeignLoadWebpBuffer",
    ],
  });
  sharp.concurrency(1);
  sharp.cache(false);
}
