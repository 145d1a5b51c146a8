import { bananaShape, bananaYellow, dot, penLine, placed } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** A bunch of bananas on one stem before a round of colour. */
export function drawFruit(stage: Stage): void {
  const { context, box, unit, palette, random } = stage;
  const x = box.x + box.width / 2;
  const y = box.y + box.height * 0.5;
  const size = Math.min(unit * 0.36, box.height * 0.34);
  const onYellow = palette.ground === bananaYellow;
  dot(context, [x + size * 0.12, y], size * 1.28, onYellow ? palette.light : palette.far);
  const fingers = 4 + Math.floor(random() * 2);
  const top = { x: x - size * 0.2, y: y - size * 0.86 };
  for (let index = 0; index < fingers; index++) {
    const turn = 0.85 + (index / (fingers - 1)) * 1.15 + (random() - 0.5) * 0.08;
    placed(context, { ...top, turn, scale: size * 0.86 }, () => {
      context.translate(1.0, 0.42);
      context.fillStyle = index % 2 === 0 ? bananaYellow : "#eab20a";
      context.fill(bananaShape());
      context.strokeStyle = "#8a721288";
      context.lineWidth = 0.022;
      context.beginPath();
      context.moveTo(-0.8, -0.26);
      context.bezierCurveTo(-0.5, 0.2, 0.5, 0.2, 0.82, -0.26);
      context.stroke();
      context.fillStyle = "#4a5140";
      context.beginPath();
      context.arc(1.02, -0.52, 0.085, 0, Math.PI * 2);
      context.fill();
    });
  }
  penLine(context, {
    points: [
      [top.x - size * 0.16, top.y - size * 0.3],
      [top.x, top.y],
      [top.x + size * 0.06, top.y + size * 0.1],
    ],
    width: size * 0.15,
    color: "#4a5140",
  });
  leaves(stage, { x: top.x - size * 0.1, y: top.y - size * 0.2, size });
}

function leaves({ context, palette }: Stage, at: { x: number; y: number; size: number }): void {
  context.fillStyle = palette.middle;
  for (const turn of [-0.5, 0.45]) {
    context.beginPath();
    context.ellipse(
      at.x + Math.sin(turn) * at.size * 0.5,
      at.y - at.size * 0.14,
      at.size * 0.42,
      at.size * 0.13,
      turn * -1.1,
      0,
      Math.PI * 2,
    );
    context.fill();
  }
}
