import { expect, test } from "vitest";
import { pixelsOf, sidesOfRatio } from "./sides-of-ratio.ts";

// What FLUX 3 was seen to draw.
test.each([
  ["1:1", 1024, [1024, 1024]],
  ["16:9", 1024, [1360, 768]],
  ["9:16", 1024, [768, 1360]],
  ["3:4", 1024, [880, 1184]],
  ["21:9", 1024, [1568, 672]],
  ["16:9", 2048, [2736, 1536]],
  ["16:9", 4096, [5456, 3072]],
])("%s of %i pixels a side has the sides %j", (ratio, side, sides) => {
  expect(sidesOfRatio(ratio, side * side, "nearest")).toEqual(sides);
});

test("rounded down no picture is larger than asked, rounded up none is smaller, and each keeps its ratio", () => {
  const ratios = ["1:1", "2:3", "3:2", "3:4", "4:3", "4:5", "5:4", "9:16", "16:9", "21:9"];
  for (const side of [1024, 2048])
    for (const rounding of ["most", "least"] as const) {
      const pixels = pixelsOf({ size: { side, rounding } }, ratios)["size"] ?? {};
      expect(Object.keys(pixels)).toEqual(ratios);
      for (const [ratio, [width, height]] of Object.entries(pixels)) {
        const [across = 0, down = 0] = ratio.split(":").map(Number);
        expect(Math.abs((width * down) / (height * across) - 1)).toBeLessThan(0.03);
        expect((width % 16) + (height % 16)).toBe(0);
        if (rounding === "most") expect(width * height).toBeLessThanOrEqual(side * side);
        else expect(width * height).toBeGreaterThanOrEqual(side * side);
      }
    }
});
