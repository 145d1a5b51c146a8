import { expect, test } from "vitest";
import { readFlags, WrongFlags } from "./read-flags.ts";

const defaults = { rounds: 3, quick: false, model: "fox" };

test("what is not given keeps its default, what is given has its kind", () => {
  expect(readFlags([], defaults)).toEqual(defaults);
  expect(readFlags(["--rounds", "5", "--quick", "--model=bear"], defaults)).toEqual({
    rounds: 5,
    quick: true,
    model: "bear",
  });
});

test.each([[["--rounds", "0"]], [["--rounds", "many"]], [["--round", "1"]], [["pictures"]]])(
  "%j is refused",
  (args) => {
    expect(() => readFlags(args, defaults)).toThrow(WrongFlags);
  },
);
