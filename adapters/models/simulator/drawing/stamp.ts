import type { SKRSContext2D } from "@napi-rs/canvas";
import { displayFont } from "./lettering.ts";

const words = "SIMULATED · SIMULÉ";

/** Stamps the picture as simulated, in its lower left corner. */
export function stamp(context: SKRSContext2D, page: { width: number; height: number }): void {
  const short = Math.min(page.width, page.height);
  const size = Math.min(short * 0.05, Math.sqrt(page.width * page.height) * 0.028);
  context.save();
  context.font = displayFont(size);
  context.letterSpacing = `${size * 0.06}px`;
  const width = context.measureText(words).width + size * 1.6;
  const height = size * 2;
  context.translate(short * 0.045, page.height - short * 0.045);
  context.rotate(-0.035);
  context.fillStyle = "#fffbea";
  context.beginPath();
  context.roundRect(0, -height, width, height, size * 0.35);
  context.fill();
  context.strokeStyle = "#ae3219";
  context.lineWidth = size * 0.1;
  context.beginPath();
  context.roundRect(
    size * 0.2,
    -height + size * 0.2,
    width - size * 0.4,
    height - size * 0.4,
    size * 0.2,
  );
  context.stroke();
  context.fillStyle = "#ae3219";
  context.textBaseline = "middle";
  context.fillText(words, size * 0.85, -height / 2 + size * 0.04);
  context.restore();
}
