import { bananaShape, dot, placed } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** Rows of buildings with lit windows under a moon that is a banana. */
export function drawCity(stage: Stage): void {
  const { context, page, box, unit, palette, random, night } = stage;
  // Wide pages have words where the towers would reach.
  const tall = Math.min(unit, page.height * 0.66);
  const top = page.height - Math.min(box.height * 0.92, unit * 0.95);
  for (let index = 0; night && index < 26; index++) {
    const at = [random() * page.width, top + (random() - 0.3) * unit * 0.5] as const;
    dot(context, at, unit * (0.004 + random() * 0.004), palette.light);
  }
  const moon = { x: box.x + box.width * (0.3 + random() * 0.45), y: top + unit * 0.13 };
  placed(context, { ...moon, turn: -0.9 + random() * 0.4, scale: unit * 0.16 }, () => {
    context.fillStyle = palette.hot;
    context.fill(bananaShape());
  });
  row(stage, { color: palette.far, height: tall * 0.58, width: unit * 0.17, lit: 0 });
  row(stage, { color: palette.middle, height: tall * 0.42, width: unit * 0.21, lit: 0.45 });
  row(stage, { color: palette.near, height: tall * 0.24, width: unit * 0.25, lit: 0.6 });
}

type Row = { color: string; height: number; width: number; lit: number };

function row(stage: Stage, { color, height, width, lit }: Row): void {
  const { context, page, unit, palette, random } = stage;
  let x = -random() * width;
  while (x < page.width) {
    const wide = width * (0.6 + random() * 0.7);
    const high = height * (0.62 + random() * 0.55);
    const y = page.height - high;
    context.fillStyle = color;
    roof(stage, { x, y, wide, kind: Math.floor(random() * 5) });
    context.fillRect(x, y, wide, high);
    if (lit > 0) windows(stage, { x, y, wide, high, lit });
    if (random() < 0.14)
      dot(context, [x + wide / 2, y - unit * 0.075], unit * 0.008, palette.accent);
    x += wide * (0.92 + random() * 0.1);
  }
}

function roof(
  { context, unit }: Stage,
  at: { x: number; y: number; wide: number; kind: number },
): void {
  const { x, y, wide, kind } = at;
  context.beginPath();
  if (kind === 0) context.arc(x + wide / 2, y + 1, wide * 0.36, Math.PI, 0);
  if (kind === 1) {
    context.moveTo(x, y + 1);
    context.lineTo(x + wide, y - wide * 0.3);
    context.lineTo(x + wide, y + 1);
  }
  if (kind === 2) context.rect(x + wide * 0.47, y - unit * 0.075, wide * 0.06, unit * 0.08);
  if (kind === 3) context.rect(x + wide * 0.2, y - unit * 0.03, wide * 0.6, unit * 0.04);
  context.fill();
}

function windows(
  { context, unit, palette, random }: Stage,
  block: { x: number; y: number; wide: number; high: number; lit: number },
): void {
  const cell = unit * 0.042;
  const columns = Math.max(1, Math.floor((block.wide - cell * 0.8) / cell));
  const left = block.x + (block.wide - columns * cell) / 2;
  for (let y = block.y + cell * 0.6; y < block.y + block.high - cell; y += cell * 1.2) {
    for (let column = 0; column < columns; column++) {
      if (random() > block.lit) continue;
      context.fillStyle = random() < 0.72 ? palette.hot : palette.light;
      context.fillRect(left + column * cell + cell * 0.22, y, cell * 0.56, cell * 0.7);
    }
  }
}
