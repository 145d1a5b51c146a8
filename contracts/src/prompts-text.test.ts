import fc from "fast-check";
import { expect, test } from "vitest";
import { countCharacters, splitPrompts } from "./prompts-text.ts";

test("P1: blank lines separate prompts, however many there are", () => {
  expect(splitPrompts("a fox\n\na bear")).toEqual(["a fox", "a bear"]);
  expect(splitPrompts("\n\n\na fox\n\n\n\na bear\n\n")).toEqual(["a fox", "a bear"]);
  expect(splitPrompts("")).toEqual([]);
  expect(splitPrompts(" \n\t\n \n")).toEqual([]);
});

test.each([
  ["spaces", "   "],
  ["tabs", "\t\t"],
  ["no-break spaces", "\u00A0\u00A0"],
  ["wide spaces of Chinese and Japanese", "\u3000"],
])("P1: a line of %s is blank", (_, line) => {
  expect(splitPrompts(`a fox\n${line}\na bear`)).toEqual(["a fox", "a bear"]);
});

test("P2: a single line break stays inside its prompt", () => {
  expect(splitPrompts("a fox\nin the snow\n\na bear")).toEqual(["a fox\nin the snow", "a bear"]);
});

test.each([
  ["CRLF", "\r\n"],
  ["CR", "\r"],
  ["the line separator", "\u2028"],
  ["the paragraph separator", "\u2029"],
  ["the next line of mainframes", "\u0085"],
])("P3: %s is a line break like any other", (_, lineBreak) => {
  expect(splitPrompts(["a fox", "in snow", "", "a bear"].join(lineBreak))).toEqual([
    "a fox\nin snow",
    "a bear",
  ]);
});

test("P3: a byte order mark in front is no part of the first prompt", () => {
  expect(splitPrompts("\uFEFFa fox\r\n\r\na bear")).toEqual(["a fox", "a bear"]);
});

test("P4: white space goes at the ends of a prompt and of its lines; indents inside stay", () => {
  expect(splitPrompts("  a fox  \n  in snow\t\n\n\u00A0a bear\u00A0")).toEqual([
    "a fox\n  in snow",
    "a bear",
  ]);
});

test.each([
  ["as a shell leaves it", String.raw`prompt1\n\nprompt2`, ["prompt1", "prompt2"]],
  ["with CRLF", String.raw`prompt1\r\n\r\nprompt2`, ["prompt1", "prompt2"]],
  ["with spaces between", String.raw`prompt1\n \nprompt2`, ["prompt1", "prompt2"]],
  [
    "with single ones beside it",
    String.raw`a fox\nin snow\n\na bear`,
    ["a fox\nin snow", "a bear"],
  ],
  ["before the line break at the end of a file", `a fox\\n\\na bear\n`, ["a fox", "a bear"]],
])("P5: a literal blank line %s separates text without a real line break", (_, text, prompts) => {
  expect(splitPrompts(text)).toEqual(prompts);
});

test.each([
  ["a path", String.raw`a folder C:\new on a screen`],
  ["one literal line break", String.raw`the words one\ntwo on a sign`],
  ["a literal blank line beside a real line break", "the code a\\n\\nb\non a screen"],
])("P5: %s stays as it is", (_, text) => {
  expect(splitPrompts(text)).toEqual([text]);
});

const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        "\n",
        "\r\n",
        "\u2028",
        "\\n",
        "\\r\\n",
        "\\",
        " ",
        "\t",
        "\uFEFF",
        "a\\n\\nb",
      ),
      fc.string({ maxLength: 4, unit: "grapheme" }),
    ),
    { maxLength: 20 },
  )
  .map((pieces) => pieces.join(""));

test("P10: prompts written out with blank lines between them are read as the same prompts", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const prompts = splitPrompts(text);
      expect(splitPrompts(prompts.join("\n\n"))).toEqual(prompts);
    }),
    { numRuns: 2000 },
  );
});

test("P10: clean prompts survive any line breaks and any number of blank lines between them", () => {
  const clean = fc.stringMatching(/^[a-zà-ÿ\p{Emoji_Presentation}][ -Z^-~\n]{0,20}[a-z]$/u);
  fc.assert(
    fc.property(
      fc.array(
        clean.filter((prompt) => splitPrompts(prompt)[0] === prompt),
        { minLength: 1, maxLength: 8 },
      ),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.integer({ min: 2, max: 5 }),
      (prompts, lineBreak, count) => {
        const text = prompts.join("\n".repeat(count)).replaceAll("\n", lineBreak);
        expect(splitPrompts(text)).toEqual(prompts);
      },
    ),
  );
});

test("P4: no prompt is empty, begins or ends with white space, or holds a blank line or a CR", () => {
  fc.assert(
    fc.property(texts, (text) => {
      for (const prompt of splitPrompts(text)) {
        expect(prompt).not.toBe("");
        expect(prompt).toBe(prompt.trim());
        expect(prompt).not.toMatch(/\r|\n\s*\n/);
      }
    }),
  );
});

test("P8: characters are counted as code points", () => {
  expect(countCharacters("")).toBe(0);
  expect(countCharacters("été")).toBe(3);
  expect(countCharacters("🦊🦊")).toBe(2);
  // A family is one picture made of three people and two joiners.
  expect(countCharacters("👨‍👩‍👧")).toBe(5);
});
