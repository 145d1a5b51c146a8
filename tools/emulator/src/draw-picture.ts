import type { Dimensions } from "./dimensions.ts";
import { jpegPicture } from "./jpeg-picture.ts";
import type { PictureBytes } from "./picture-bytes.ts";
import { pngPicture } from "./png-picture.ts";

/** A picture as it stands in an answer: what it says it is, and its bytes. */
export interface DrawnPicture {
  mimeType: string;
  bytes: PictureBytes;
}

/** Draws the picture of a call; the same wish gives the same bytes. */
export function drawPicture(wish: {
  dimensions: Dimensions;
  format: "png" | "jpeg";
  hue: number;
  note: string;
  bytes: number | null;
}): DrawnPicture {
  const drawing = { ...wish.dimensions, hue: wish.hue, note: wish.note, bytes: wish.bytes };
  switch (wish.format) {
    case "png":
      return { mimeType: "image/png", bytes: pngPicture(drawing) };
    case "jpeg":
      return { mimeType: "image/jpeg", bytes: jpegPicture(drawing) };
    default:
      return wish.format satisfies never;
  }
}
