import { dot, penLine, type Point, softShape } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** Hills one behind the other, a sun, trees and a house. */
export function drawHills(stage: Stage): void {
  const { context, page, box, unit, palette, random } = stage;
  const floor = page.height;
  const rise = Math.min(box.height * 0.62, unit * 0.75);
  const sunX = box.x + box.width * (0.3 + random() * 0.4);
  dot(context, [sunX, floor - rise * (1.02 + random() * 0.1)], unit * 0.19, palette.hot);

  const colors = [palette.far, palette.middle, palette.near];
  const crests = colors.map((color, index) => {
    const crest = crestLine(
      stage,
      floor - rise * (0.8 - index * 0.27),
      rise * (0.3 - index * 0.07),
    );
    context.fillStyle = color;
    context.fill(softShape([[-unit, floor + unit], ...crest, [page.width + unit, floor + unit]]));
    return crest;
  });

  const [, middle = [], near = []] = crests;
  middle.filter(inside(page.width)).forEach((at, index) => {
    if (index % 2 === 0) cypress(stage, at, unit * (0.1 + random() * 0.05), palette.near);
  });
  near.filter(inside(page.width)).forEach((at) => {
    if (random() < 0.55)
      roundTree(stage, [at[0], at[1] + unit * 0.07], unit * (0.05 + random() * 0.03));
  });
  const home = middle.filter(inside(page.width))[Math.floor(random() * 3) + 1];
  if (home) house(stage, [home[0] + unit * 0.12, home[1] + unit * 0.08], unit * 0.1);
  birds(stage, [sunX + unit * 0.3, floor - rise * 1.25]);
}

function crestLine({ page, unit, random }: Stage, y: number, swing: number): Point[] {
  const step = unit * 0.34;
  const points: Point[] = [];
  for (let x = -step; x <= page.width + step; x += step)
    points.push([x + (random() - 0.5) * step * 0.5, y + (random() - 0.5) * 2 * swing]);
  return points;
}

function inside(width: number): (point: Point) => boolean {
  return ([x]) => x > width * 0.04 && x < width * 0.97;
}

function cypress({ context }: Stage, [x, y]: Point, height: number, color: string): void {
  context.fillStyle = color;
  context.beginPath();
  context.ellipse(x, y - height * 0.3, height * 0.2, height * 0.75, 0, 0, Math.PI * 2);
  context.fill();
}

function roundTree({ context, palette }: Stage, [x, y]: Point, radius: number): void {
  const width = radius * 0.22;
  penLine(context, {
    points: [
      [x, y + radius],
      [x, y - radius],
    ],
    width,
    color: palette.ground,
  });
  dot(context, [x, y - radius * 1.5], radius, palette.accent);
}

function house({ context, palette }: Stage, [x, y]: Point, size: number): void {
  context.fillStyle = palette.light;
  context.fillRect(x - size / 2, y - size * 0.62, size, size * 0.8);
  context.fillStyle = palette.accent;
  context.beginPath();
  context.moveTo(x - size * 0.66, y - size * 0.6);
  context.lineTo(x, y - size * 1.12);
  context.lineTo(x + size * 0.66, y - size * 0.6);
  context.fill();
  context.fillStyle = palette.near;
  context.fillRect(x - size * 0.1, y - size * 0.3, size * 0.22, size * 0.48);
}

function birds({ context, unit, palette, random }: Stage, [x, y]: Point): void {
  for (let index = 0; index < 3; index++) {
    const span = unit * (0.025 + random() * 0.015);
    const at: Point = [x + (random() - 0.5) * unit * 0.36, y + (random() - 0.5) * unit * 0.16];
    penLine(context, {
      points: [[at[0] - span, at[1] - span * 0.6], at, [at[0] + span, at[1] - span * 0.6]],
      width: unit * 0.008,
      color: palette.ink,
    });
  }
}
