import { expect, test } from "vitest";
import { analysePrompts } from "./analyse-prompts.ts";
import { countOfLists, expandLists, writtenOut } from "./prompt-lists.ts";

test("W54: each choice of a list is drawn with each of the others, the last turning fastest", () => {
  expect(expandLists("a {red|green} fox in {snow| rain }")).toEqual([
    "a red fox in snow",
    "a red fox in rain",
    "a green fox in snow",
    "a green fox in rain",
  ]);
  expect(expandLists("a {big|} fox{|, at dawn}")).toEqual([
    "a big fox",
    "a big fox, at dawn",
    "a fox",
    "a fox, at dawn",
  ]);
  expect(countOfLists("{a|b|c} {d|e} {f|g|h|i}")).toBe(24);
});

test("W54: braces without a choice are words, and so is what goes over a line's end or names a column", () => {
  for (const prompt of [
    '{"style": "flat"}',
    "a {red} fox",
    "{a|\nb}",
    "{{a|b}}",
    "{{product}}",
    "a | b",
  ]) {
    expect(countOfLists(prompt), prompt).toBe(1);
    expect(expandLists(prompt), prompt).toEqual([prompt]);
  }
});

const block = (prompt: string, own: object | null = null, number: number | null = 1) => ({
  prompt,
  own,
  number,
});

test("W54: what a prompt has of its own goes along, with a name for each picture, and what is left out stays out", () => {
  const fox = block("a {red|blue} fox", { aspect_ratio: "16:9", file_name: "fox" });
  expect(writtenOut([block("an owl"), fox, block("a {red|blue} fox", null, null)], 100)).toEqual({
    count: 3,
    made: {
      prompts: ["an owl", "a red fox", "a blue fox"],
      own: [
        null,
        { aspect_ratio: "16:9", file_name: "fox-1" },
        { aspect_ratio: "16:9", file_name: "fox-2" },
      ],
    },
  });
  expect(writtenOut([block("an owl")], 100)).toBeNull();
});

test("W54: an empty choice makes neither a prompt of no words nor two of one, so that all keep what is theirs", () => {
  const wide = { aspect_ratio: "16:9" };
  const blocks = [block("{a fox|}"), block("a bear\n{in snow|}\nat dawn"), block("an owl", wide)];
  const out = writtenOut(blocks, 100)?.made;
  expect(out?.prompts).toEqual(["a fox", "a bear\nin snow\nat dawn", "a bear\nat dawn", "an owl"]);
  expect(out?.own).toEqual([null, null, null, wide]);
  const read = analysePrompts({
    text: out?.prompts.join("\n\n") ?? "",
    leftOut: [],
    maxPrompts: 100,
    maxCharacters: 8000,
  });
  expect(read.blocks.map(({ prompt }) => prompt)).toEqual(out?.prompts);
});

test("W54: more than may be drawn is counted and not written out, however much that were", () => {
  expect(writtenOut([block("{a|b}".repeat(40))], 100_000)).toEqual({ count: 2 ** 40, made: null });
  expect(writtenOut([block(`${"x".repeat(7000)}${"{a|b}".repeat(16)}`)], 100_000)?.made).toBeNull();
  expect(writtenOut([block("{1|2|3}")], 2)).toEqual({ count: 3, made: null });
});
