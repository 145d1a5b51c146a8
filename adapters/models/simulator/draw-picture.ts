import { createCanvas } from "@napi-rs/canvas";
import type { ReferenceBytes } from "@bunch/core/ports/image-model";
import { setText } from "./drawing/lettering.ts";
import { dayPalettes, nightPalettes, type Palette } from "./drawing/palettes.ts";
import { layPrints, printSide, readPrints } from "./drawing/reference-prints.ts";
import { seededRandom } from "./drawing/seeded-random.ts";
import type { Box } from "./drawing/stage.ts";
import { stamp } from "./drawing/stamp.ts";
import { chooseScene } from "./scenes/choose-scene.ts";

/** Draws a poster of a prompt as PNG: its words, a scene that fits them, the references as small prints, and the stamp. The same input gives the same bytes. */
export async function drawPicture(input: {
  prompt: string;
  variation: number;
  /** Draws in place of the variation where there is one. */
  seed?: number | null;
  width: number;
  height: number;
  references: readonly ReferenceBytes[];
}): Promise<Uint8Array> {
  const { prompt, seed = null, width, height, references } = input;
  const layout = layOut({ width, height, references: references.length });
  const prints = await readPrints(references, printSide(layout.prints, references.length));
  const random = seededRandom(seed === null ? [prompt, input.variation] : [prompt, "seed", seed]);
  const words = prompt.toLowerCase();
  const scene = chooseScene(prompt, random);
  const night = nightWords.test(words);
  const palette = choosePalette(night, random);

  const canvas = createCanvas(width, height);
  const context = canvas.getContext("2d");
  context.fillStyle = palette.ground;
  context.fillRect(0, 0, width, height);
  const unit = Math.min(layout.scene.width, layout.scene.height);
  scene.draw({
    context,
    page: { width, height },
    box: layout.scene,
    unit,
    palette,
    night,
    random,
    words,
  });
  const { largest, smallest } = layout;
  const box = layout.text;
  const textEnd = setText({ context, text: prompt, box, largest, smallest, color: palette.ink });
  layPrints({ context, palette }, prints, { ...layout.prints, y: textEnd + layout.margin * 0.4 });
  stamp(context, { width, height });
  return canvas.encode("png");
}

const nightWords = /night|nuit|midnight|minuit|dark|sombre|moon|lune|neon|néon/;

function choosePalette(night: boolean, random: () => number): Palette {
  const palettes = night ? nightPalettes : dayPalettes;
  const palette = palettes[Math.floor(random() * palettes.length)];
  if (!palette) throw new Error("There is no palette to draw with.");
  return palette;
}

type Layout = {
  margin: number;
  text: Box;
  prints: Box;
  scene: Box;
  largest: number;
  smallest: number;
};

/** Words above the scene on tall pages, left of it on wide ones. */
function layOut(page: { width: number; height: number; references: number }): Layout {
  const { width, height } = page;
  const short = Math.min(width, height);
  const margin = short * 0.065;
  const wide = width / height > 1.15;
  const column = wide ? width * 0.5 - margin : width - margin * 2;
  const room = wide ? height * 0.74 - margin : height * 0.38 - margin;
  const printHeight = page.references === 0 ? 0 : Math.min(short * 0.17, room * 0.4);
  return {
    margin,
    text: { x: margin, y: margin, width: column, height: room - printHeight },
    prints: { x: margin, y: margin, width: column, height: printHeight },
    scene: wide
      ? { x: width * 0.5, y: 0, width: width * 0.5, height }
      : // A little to the right, away from the stamp.
        { x: width * 0.08, y: height * 0.36, width: width * 0.92, height: height * 0.64 },
    largest: Math.min(short * 0.16, Math.sqrt(width * height) * 0.092),
    smallest: short * 0.024,
  };
}
