import { createCanvas, ImageData, type Canvas } from "@napi-rs/canvas";
import sharp from "sharp";
import { seededRandom } from "./seeded-random.ts";
import type { Box, Stage } from "./stage.ts";

/** Reads reference pictures into small squares, decoded and scaled beside the main thread. */
export async function readPrints(
  references: readonly { bytes: Uint8Array }[],
  side: number,
): Promise<Canvas[]> {
  return Promise.all(
    references.map(async ({ bytes }) => {
      const { data } = await sharp(bytes, { limitInputPixels: 50_000_000 })
        .autoOrient()
        .resize({ width: side, height: side, fit: "cover" })
        .toColourspace("srgb")
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const print = createCanvas(side, side);
      print
        .getContext("2d")
        .putImageData(new ImageData(new Uint8ClampedArray(data), side, side), 0, 0);
      return print;
    }),
  );
}

/** How large the prints may be so that all of them fit one row. */
export function printSide(room: Box, count: number): number {
  const most = Math.min(room.height, room.width * 0.3);
  return Math.max(8, Math.round(Math.min(most, (room.width * 0.84) / Math.max(1, count))));
}

/** Lays the prints in a row, a little askew like photographs on a table. */
export function layPrints(
  { context, palette }: Pick<Stage, "context" | "palette">,
  prints: readonly Canvas[],
  room: Box,
): void {
  const random = seededRandom(["prints", prints.length]);
  const side = prints[0]?.width ?? 0;
  const border = Math.max(2, side * 0.06);
  prints.forEach((print, index) => {
    context.save();
    context.translate(room.x + border + side / 2 + index * side * 1.16, room.y + border + side / 2);
    context.rotate((random() - 0.5) * 0.12);
    context.fillStyle = "#1d211830";
    context.fillRect(
      -side / 2 - border * 0.6,
      -side / 2 - border * 0.4,
      side + border * 2,
      side + border * 2,
    );
    context.fillStyle = palette.light;
    context.fillRect(-side / 2 - border, -side / 2 - border, side + border * 2, side + border * 2);
    context.drawImage(print, -side / 2, -side / 2, side, side);
    context.restore();
  });
}
