import { dot, leafShape, penLine, placed, type Point } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** A plant with large leaves and a few blossoms in a pot. */
export function drawPlant(stage: Stage): void {
  const { context, page, box, unit, palette, random } = stage;
  const x = box.x + box.width * (0.46 + random() * 0.1);
  const floor = page.height - box.height * 0.07;
  const pot = Math.min(unit * 0.3, box.height * 0.32);
  context.fillStyle = palette.far;
  context.fillRect(0, floor - pot * 0.2, page.width, page.height);
  const from: Point = [x, floor - pot * 0.85];
  const reach = Math.min(box.height * 0.62, unit * 0.62);

  const leaves = 9 + Math.floor(random() * 4);
  for (let index = 0; index < leaves; index++) {
    // From the outside in, so that the middle stands in front.
    const order = index % 2 === 0 ? index / 2 : leaves - 1 - (index - 1) / 2;
    const turn = (order / (leaves - 1) - 0.5) * 2.5 + (random() - 0.5) * 0.14;
    const long = reach * (0.74 + random() * 0.3 - Math.abs(turn) * 0.12);
    const color = index % 3 === 0 ? palette.middle : palette.near;
    leaf(stage, { from, turn, long, color: index % 7 === 3 ? palette.accent : color });
  }
  for (let index = 0; index < 3; index++) blossom(stage, from, reach * (0.82 + random() * 0.25));

  context.fillStyle = palette.light;
  context.beginPath();
  context.moveTo(x - pot * 0.5, floor - pot);
  context.lineTo(x + pot * 0.5, floor - pot);
  context.lineTo(x + pot * 0.36, floor);
  context.lineTo(x - pot * 0.36, floor);
  context.fill();
  context.fillStyle = palette.hot;
  context.beginPath();
  context.roundRect(x - pot * 0.56, floor - pot * 1.06, pot * 1.12, pot * 0.24, pot * 0.05);
  context.fill();
  for (let index = 0; index < 14; index++)
    dot(
      context,
      [x + (random() - 0.5) * pot * 0.62, floor - random() * pot * 0.74 - pot * 0.04],
      pot * 0.014,
      palette.accent,
    );
}

function leaf(stage: Stage, at: { from: Point; turn: number; long: number; color: string }): void {
  const { context, palette } = stage;
  const [x, y] = at.from;
  placed(context, { x, y, turn: at.turn, scale: at.long }, () => {
    context.fillStyle = at.color;
    context.fill(leafShape());
    const vein = { width: 0.012, color: palette.ground };
    penLine(context, {
      points: [
        [0, -0.1],
        [0, -0.9],
      ],
      ...vein,
    });
    for (const height of [0.3, 0.45, 0.6]) {
      const span = 0.15 - Math.abs(height - 0.45) * 0.2;
      penLine(context, {
        points: [
          [-span, -height - 0.12],
          [0, -height],
          [span, -height - 0.12],
        ],
        ...vein,
      });
    }
  });
}

function blossom({ context, palette, random, unit }: Stage, [x, y]: Point, height: number): void {
  const turn = (random() - 0.5) * 1.5;
  const top: Point = [x + Math.sin(turn) * height, y - Math.cos(turn) * height];
  penLine(context, { points: [[x, y], top], width: unit * 0.009, color: palette.near });
  const petal = unit * 0.034;
  for (let index = 0; index < 6; index++) {
    const angle = (index / 6) * Math.PI * 2 + turn;
    dot(
      context,
      [top[0] + Math.cos(angle) * petal * 1.1, top[1] + Math.sin(angle) * petal * 1.1],
      petal,
      palette.light,
    );
  }
  dot(context, top, petal * 0.8, palette.hot);
}
