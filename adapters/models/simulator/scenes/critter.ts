import { dot, penLine, placed } from "../drawing/shapes.ts";
import type { Stage } from "../drawing/stage.ts";

/** The portrait of some creature, with sunglasses when the prompt wants them. */
export function drawCritter(stage: Stage): void {
  const { context, page, box, unit, palette, random, words } = stage;
  const x = box.x + box.width * (0.46 + random() * 0.08);
  const size = Math.min(unit * 0.31, box.height * 0.31);
  const y = page.height - Math.min(box.height * 0.5, size * 1.75);
  const fur = random() < 0.5 ? palette.hot : palette.middle;

  dot(context, [x + size * 0.1, y + size * 0.1], size * 1.62, palette.far);
  context.fillStyle = palette.near;
  context.beginPath();
  context.ellipse(x, y + size * 2.25, size * 1.35, size * 1.5, 0, 0, Math.PI * 2);
  context.fill();
  collar(stage, { x, y: y + size * 0.88, size });

  placed(context, { x, y, turn: (random() - 0.5) * 0.16, scale: size }, () => {
    ears(stage, { fur, kind: earsFor(words, random) });
    context.fillStyle = fur;
    context.beginPath();
    context.ellipse(0, 0, 1.02, 0.88, 0, 0, Math.PI * 2);
    context.fill();
    face(stage);
  });
}

type Ears = "pointed" | "round" | "long";

function earsFor(words: string, random: () => number): Ears {
  const chance = (["pointed", "round", "long"] as const)[Math.floor(random() * 3)] ?? "pointed";
  if (/\b(cat|kitten|fox|chat|chaton|renard)/.test(words)) return "pointed";
  if (/\b(rabbit|bunny|lapin)/.test(words)) return "long";
  if (/\b(bear|ours|dog|puppy|chien|lion|tiger)/.test(words)) return "round";
  return chance;
}

function ears({ context, palette }: Stage, { fur, kind }: { fur: string; kind: Ears }): void {
  for (const side of [-1, 1]) {
    context.save();
    context.scale(side, 1);
    if (kind === "round") {
      dot(context, [0.68, -0.72], 0.36, fur);
      dot(context, [0.68, -0.72], 0.19, palette.accent);
    } else {
      const tall = kind === "long" ? 1.95 : 1.2;
      const tip = kind === "long" ? 0.6 : 0.9;
      for (const [inset, color] of [
        [0, fur],
        [0.13, palette.accent],
      ] as const) {
        context.fillStyle = color;
        context.beginPath();
        context.moveTo(0.14 + inset, -0.7);
        context.quadraticCurveTo(tip - 0.3, -tall + inset, tip, -tall + inset * 1.7);
        context.quadraticCurveTo(tip + 0.22 - inset, -0.8, 0.93 - inset, -0.3 - inset);
        context.fill();
      }
    }
    context.restore();
  }
}

function face(stage: Stage): void {
  const { context, palette, words } = stage;
  const dark = "#1d2118";
  context.fillStyle = palette.light;
  context.beginPath();
  context.ellipse(0, 0.36, 0.5, 0.36, 0, 0, Math.PI * 2);
  context.fill();
  for (const side of [-1, 1]) {
    dot(context, [side * 0.66, 0.24], 0.13, palette.accent);
    for (const lift of [0, 0.1])
      penLine(context, {
        points: [
          [side * 0.42, 0.34 + lift],
          [side * 1.24, 0.24 + lift * 2.2],
        ],
        width: 0.022,
        color: palette.ink,
      });
  }
  if (/sunglasses|lunettes/.test(words)) sunglasses(stage);
  else for (const side of [-1, 1]) eye(stage, side * 0.4);
  context.fillStyle = dark;
  context.beginPath();
  context.ellipse(0, 0.2, 0.13, 0.09, 0, 0, Math.PI * 2);
  context.fill();
  context.strokeStyle = dark;
  context.lineWidth = 0.04;
  context.lineCap = "round";
  context.beginPath();
  context.moveTo(-0.2, 0.4);
  context.quadraticCurveTo(-0.08, 0.54, 0, 0.4);
  context.quadraticCurveTo(0.08, 0.54, 0.2, 0.4);
  context.stroke();
}

function eye({ context }: Stage, x: number): void {
  dot(context, [x, -0.12], 0.125, "#1d2118");
  dot(context, [x + 0.045, -0.165], 0.042, "#fffbea");
}

function sunglasses({ context }: Stage): void {
  context.fillStyle = "#1d2118";
  for (const side of [-1, 1]) {
    context.beginPath();
    context.roundRect(side * 0.43 - 0.33, -0.36, 0.66, 0.42, [0.1, 0.1, 0.22, 0.22]);
    context.fill();
    const x = side * 0.43;
    penLine(context, {
      points: [
        [x - 0.17, -0.08],
        [x - 0.02, -0.26],
      ],
      width: 0.05,
      color: "#fffbeacc",
    });
  }
  penLine(context, {
    points: [
      [-1, -0.28],
      [1, -0.28],
    ],
    width: 0.07,
    color: "#1d2118",
  });
}

function collar({ context, palette }: Stage, at: { x: number; y: number; size: number }): void {
  context.fillStyle = palette.accent;
  context.beginPath();
  context.roundRect(
    at.x - at.size * 0.62,
    at.y - at.size * 0.1,
    at.size * 1.24,
    at.size * 0.26,
    at.size * 0.13,
  );
  context.fill();
  dot(context, [at.x, at.y + at.size * 0.2], at.size * 0.13, palette.hot);
}
