import { expect, test } from "vitest";
import { typedSeed } from "./typed-seed.ts";

test.each([
  ["", ""],
  ["42", "42"],
  ["0", "0"],
  ["007", "7"],
  [" 1 234 567 ", "1234567"],
  ["4294967295", "4294967295"],
  ["4294967296", null],
  ["99999999999999999999", null],
  ["seed", ""],
])("M17: of %j %j is taken", (text, taken) => {
  expect(typedSeed(text)).toBe(taken);
});
