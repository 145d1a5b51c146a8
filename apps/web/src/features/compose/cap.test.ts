import { expect, test } from "vitest";
import { readCap } from "./cap.ts";

test.each([
  ["", null],
  ["2", 2],
  ["2.50", 2.5],
  [" 2,50 $", 2.5],
  [".5", 0.5],
])("a cap typed as %j is read as %j", (typed, dollars) => {
  expect(readCap(typed)).toEqual({ dollars, isWrong: false });
});

test.each(["0", "-1", "two", "1.2.3", "100001"])("a cap typed as %j is called wrong", (typed) => {
  expect(readCap(typed)).toEqual({ dollars: null, isWrong: true });
});
