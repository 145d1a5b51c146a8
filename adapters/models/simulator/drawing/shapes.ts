import { Path2D, type SKRSContext2D } from "@napi-rs/canvas";

export type Point = readonly [x: number, y: number];

/** A closed soft shape through points, as if cut with scissors. */
export function softShape(points: readonly Point[]): Path2D {
  const path = new Path2D();
  points.forEach((point, index) => {
    const next = points[(index + 1) % points.length] ?? point;
    const middle: Point = [(point[0] + next[0]) / 2, (point[1] + next[1]) / 2];
    if (index === 0) {
      const last = points.at(-1) ?? point;
      path.moveTo((point[0] + last[0]) / 2, (point[1] + last[1]) / 2);
    }
    path.quadraticCurveTo(point[0], point[1], middle[0], middle[1]);
  });
  path.closePath();
  return path;
}

/** What every banana is, on any paper. */
export const bananaYellow = "#ffd23f";

/** A banana around the origin, two units long, its tips up. */
export function bananaShape(): Path2D {
  return new Path2D(
    "M -1 -0.36 C -0.72 0.42 0.72 0.42 1 -0.36 L 1.09 -0.52 L 0.95 -0.57 L 0.86 -0.42 C 0.5 -0.02 -0.5 -0.02 -0.86 -0.42 L -0.93 -0.47 Z",
  );
}

/** A leaf that grows from the origin one unit up. */
export function leafShape(): Path2D {
  return new Path2D("M 0 0 C -0.34 -0.26 -0.3 -0.72 0 -1 C 0.3 -0.72 0.34 -0.26 0 0 Z");
}

/** Draws with the origin moved, turned and scaled, and puts everything back. */
export function placed(
  context: SKRSContext2D,
  at: { x: number; y: number; turn?: number; scale: number; scaleY?: number },
  draw: () => void,
): void {
  context.save();
  context.translate(at.x, at.y);
  context.rotate(at.turn ?? 0);
  context.scale(at.scale, at.scaleY ?? at.scale);
  draw();
  context.restore();
}

/** Fills a circle. */
export function dot(context: SKRSContext2D, at: Point, radius: number, fill: string): void {
  context.fillStyle = fill;
  context.beginPath();
  context.arc(at[0], at[1], radius, 0, Math.PI * 2);
  context.fill();
}

/** Strokes a line through points with a round pen. */
export function penLine(
  context: SKRSContext2D,
  line: { points: readonly Point[]; width: number; color: string },
): void {
  context.strokeStyle = line.color;
  context.lineWidth = line.width;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.beginPath();
  line.points.forEach(([x, y], index) =>
    index === 0 ? context.moveTo(x, y) : context.lineTo(x, y),
  );
  context.stroke();
}
