import { Path2D } from "@napi-rs/canvas";
import { bananaShape, bananaYellow, dot, placed } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** A vessel on a table in slanting light, with fruit beside it. */
export function drawStillLife(stage: Stage): void {
  const { context, page, box, unit, palette, random } = stage;
  const table = page.height - box.height * 0.24;
  slantingLight(stage);
  context.fillStyle = palette.middle;
  context.fillRect(0, table, page.width, page.height - table);

  const x = box.x + box.width * (0.42 + random() * 0.12);
  const foot = table + box.height * 0.09;
  const height = Math.min(unit * (0.58 + random() * 0.1), box.height * 0.74);
  const width = height * (0.62 + random() * 0.24);
  shadow(stage, { x: x + width * 0.16, y: foot, width: width * 1.15 });
  vessel(stage, { x, foot, width, height });

  const side = x + width * 0.82;
  shadow(stage, { x: side + unit * 0.02, y: foot + unit * 0.05, width: unit * 0.34 });
  placed(
    context,
    { x: side, y: foot + unit * 0.025, turn: random() * 0.3 - 0.1, scale: unit * 0.17 },
    () => {
      context.fillStyle = bananaYellow;
      context.fill(bananaShape());
    },
  );
  const ball = x - width * 0.62;
  shadow(stage, { x: ball + unit * 0.03, y: foot - unit * 0.06, width: unit * 0.2 });
  dot(context, [ball, foot - unit * 0.13], unit * 0.075, palette.accent);
  dot(context, [ball + unit * 0.022, foot - unit * 0.157], unit * 0.014, palette.light);
}

function slantingLight({ context, page, unit, palette }: Stage): void {
  context.save();
  context.globalAlpha = 0.36;
  context.fillStyle = palette.far;
  const step = unit * 0.3;
  for (let x = -page.height * 0.5; x < page.width; x += step) {
    context.beginPath();
    context.moveTo(x, page.height);
    context.lineTo(x + page.height * 0.5, 0);
    context.lineTo(x + page.height * 0.5 + step * 0.42, 0);
    context.lineTo(x + step * 0.42, page.height);
    context.fill();
  }
  context.restore();
}

function shadow({ context }: Stage, at: { x: number; y: number; width: number }): void {
  context.fillStyle = "#1d211838";
  context.beginPath();
  context.ellipse(at.x, at.y, at.width / 2, at.width * 0.09, 0, 0, Math.PI * 2);
  context.fill();
}

type Vessel = { x: number; foot: number; width: number; height: number };

function vessel(stage: Stage, at: Vessel): void {
  const { context, palette, random } = stage;
  const neck = 0.2 + random() * 0.16;
  const belly = 0.42 + random() * 0.1;
  const shape = new Path2D(
    `M ${-neck * 1.25} -1 C ${-neck * 0.7} -0.88 ${-neck} -0.82 ${-neck} -0.76 C ${-neck} -0.62 ${-belly} -0.6 ${-belly} -0.38 C ${-belly} -0.2 -0.42 -0.04 -0.24 0 L 0.24 0 C 0.42 -0.04 ${belly} -0.2 ${belly} -0.38 C ${belly} -0.6 ${neck} -0.62 ${neck} -0.76 C ${neck} -0.82 ${neck * 0.7} -0.88 ${neck * 1.25} -1 Z`,
  );
  const dipped = 0.22 + random() * 0.2;
  placed(context, { x: at.x, y: at.foot, scale: at.width, scaleY: at.height }, () => {
    if (random() < 0.6) handle(stage);
    context.fillStyle = palette.light;
    context.fill(shape);
    context.save();
    context.clip(shape);
    context.fillStyle = palette.near;
    context.fillRect(-1, -dipped, 2, 1);
    for (let index = 0; index < 60; index++)
      dot(
        context,
        [random() - 0.5, -random()],
        0.004 + random() * 0.007,
        random() < 0.5 ? palette.near : palette.accent,
      );
    context.fillStyle = "#1d21181c";
    context.beginPath();
    context.ellipse(0.5, -0.45, 0.28, 0.8, 0.1, 0, Math.PI * 2);
    context.fill();
    context.restore();
    context.fillStyle = palette.near;
    context.beginPath();
    context.ellipse(0, -0.995, neck * 1.22, 0.028, 0, 0, Math.PI * 2);
    context.fill();
  });
}

function handle({ context, palette }: Stage): void {
  context.strokeStyle = palette.hot;
  context.lineWidth = 0.085;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(0.3, -0.74);
  context.bezierCurveTo(0.82, -0.86, 0.84, -0.42, 0.42, -0.32);
  context.stroke();
}
