import { expect, test } from "vitest";
import { overheadsMs } from "./overheads.ts";

test("each picture is held against its own answer, in whatever order they are seen", () => {
  const left = new Map([
    [0, 1000],
    [1, 1100],
  ]);
  const seen = [
    [1, 1130],
    [0, 1150],
  ] as const;
  expect(overheadsMs(left, seen, 2)).toEqual([30, 150]);
});

test("a picture that was not seen, or whose answer never left, is an error", () => {
  expect(() => overheadsMs(new Map([[0, 1]]), [], 1)).toThrow("Of 1 pictures 0 were seen");
  expect(() => overheadsMs(new Map(), [[0, 5]], 1)).toThrow("1 of them without an answer");
  expect(() => overheadsMs(new Map([[0, Number.NaN]]), [[0, 5]], 1)).toThrow("without an answer");
});
