import { expect, test } from "vitest";
import { renditionPaths } from "./rendition-paths.ts";

test("Smaller copies lie beside their picture, and never in its place", () => {
  expect(renditionPaths("owner/batch/result-0a1b.png")).toEqual({
    large: "owner/batch/result-0a1b.512.webp",
    small: "owner/batch/result-0a1b.256.webp",
  });
  const webp = "owner/batch/result-0a1b.webp";
  expect(Object.values(renditionPaths(webp))).not.toContain(webp);
});
