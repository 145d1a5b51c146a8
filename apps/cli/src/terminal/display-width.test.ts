import { expect, test } from "vitest";
import { cutToWidth, displayWidth, wrapToWidth } from "./display-width.ts";
import { style } from "./style.ts";

test.each([
  ["a fox", 5],
  ["été", 3],
  ["e\u0301te\u0301", 3],
  ["王様", 4],
  ["🦊", 2],
  ["👨‍👩‍👧", 2],
  [style.bold("fox"), 3],
  ["a\u200Bb", 2],
])("%j takes %d columns", (text, width) => {
  expect(displayWidth(text)).toBe(width);
});

test("a cut text never passes its columns, and never cuts a letter in two", () => {
  expect(cutToWidth("a fox in snow", 8)).toBe("a fox i…");
  expect(cutToWidth("王様の肖像", 6)).toBe("王様…");
  expect(cutToWidth("👨‍👩‍👧👨‍👩‍👧👨‍👩‍👧", 5)).toBe("👨‍👩‍👧👨‍👩‍👧…");
  expect(cutToWidth("fox", 3)).toBe("fox");
});

test("lines break at blanks; what has to be copied whole stays whole", () => {
  expect(wrapToWidth("a fox in the snow", 9)).toEqual(["a fox in", "the snow"]);
  expect(wrapToWidth("  bunch batch watch 1a2b3c4d", 12, "  ")).toEqual([
    "  bunch",
    "  batch",
    "  watch",
    "  1a2b3c4d",
  ]);
  expect(wrapToWidth("http://localhost:3000/nano-banana", 10)).toEqual([
    "http://localhost:3000/nano-banana",
  ]);
  expect(wrapToWidth("12\u00A0kB is all", 6)).toEqual(["12\u00A0kB", "is all"]);
});
