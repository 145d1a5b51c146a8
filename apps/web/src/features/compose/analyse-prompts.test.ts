import { splitPrompts } from "@bunch/contracts/prompts-text";
import fc from "fast-check";
import { expect, test } from "vitest";
import { analysePrompts, linesOfOnly, tidyText } from "./analyse-prompts.ts";

const limits = { leftOut: [], maxPrompts: 100, maxCharacters: 8000 };

test("what the field counts is what the shared splitter makes of the same text", () => {
  const line = fc.constantFrom("", " ", "a fox", "  a fox ", "\\n\\n", "é", "\t", "b\\nc");
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 12 }),
      fc.constantFrom("\n", "\r\n", "\u2028"),
      (lines, lineBreak) => {
        const text = lines.join(lineBreak);
        const { prompts } = analysePrompts({ ...limits, text: tidyText(text) });
        expect(prompts).toEqual(splitPrompts(text));
      },
    ),
  );
});

test("a repeated prompt is marked and drawn, until it is left out", () => {
  const text = "one\n\ntwo\n\none\n\nthree";
  const drawn = analysePrompts({ ...limits, text });
  expect(drawn.prompts).toEqual(["one", "two", "one", "three"]);
  expect(drawn.blocks.map((block) => block.sameAs)).toEqual([null, null, 1, null]);
  const left = analysePrompts({ ...limits, text, leftOut: ["one"] });
  expect(left.prompts).toEqual(["one", "two", "three"]);
  expect(left.blocks.map((block) => block.number)).toEqual([1, 2, null, 3]);
});

test("a prompt too long says by how much, one too many is marked as beyond", () => {
  const found = analysePrompts({
    leftOut: [],
    maxPrompts: 1,
    maxCharacters: 3,
    text: "abcde\n\nfox",
  });
  expect(found.blocks.map((block) => block.excess)).toEqual([2, 0]);
  expect(found.blocks.map((block) => block.isBeyond)).toEqual([false, true]);
  expect([found.tooLong, found.beyond]).toEqual([1, 1]);
});

test("W53: a list with a prompt on each line is told by its lines, and nothing else is", () => {
  const lines = (text: string) => linesOfOnly(analysePrompts({ ...limits, text }));
  expect(lines("\na fox\n  - a hare \r\na bear\n".replaceAll("\r\n", "\n"))).toEqual([
    "a fox",
    "- a hare",
    "a bear",
  ]);
  expect(lines("1. a fox\n2) a hare\n10. 3 bears")).toEqual(["a fox", "a hare", "3 bears"]);
  expect(lines("- a fox\n• a hare")).toEqual(["a fox", "a hare"]);
  expect(lines("1. a fox\n3 bears"), "a number that is none of a list").toEqual([
    "1. a fox",
    "3 bears",
  ]);
  expect(lines("a fox\n\na hare\na bear")).toEqual([]);
  expect(lines("a fox")).toEqual(["a fox"]);
  expect(lines("")).toEqual([]);
  const own = [{ aspect_ratio: "16:9" as const }];
  expect(linesOfOnly(analysePrompts({ ...limits, own, text: "a fox\nin snow" }))).toEqual([]);
});
