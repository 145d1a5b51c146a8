import fc from "fast-check";
import { expect, test } from "vitest";
import { Problem, type ProblemDetails } from "../problem.ts";
import { parsePrompts } from "./parse-prompts.ts";

const parse = (input: { text?: string; list?: string[] }, maxPrompts = 100) =>
  parsePrompts({ ...input, maxPrompts });

function problemOf(run: () => unknown): { code: string; message: string; details: ProblemDetails } {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem)
      return { code: error.code, message: error.message, details: error.details ?? {} };
    throw error;
  }
  throw new Error("Nothing was refused.");
}

test("P5: the line that people paste from the manual makes two prompts", () => {
  expect(parse({ text: String.raw`prompt1\n\nprompt2` })).toEqual(["prompt1", "prompt2"]);
});

test("P6: an entry of a list is one prompt, whatever stands inside it", () => {
  expect(parse({ list: [" a fox\r\n\r\nin snow ", String.raw`a\n\nb`, "\uFEFFa bear"] })).toEqual([
    "a fox\n\nin snow",
    String.raw`a\n\nb`,
    "a bear",
  ]);
});

test("P6: an empty entry of a list is refused by its number", () => {
  const problem = problemOf(() => parse({ list: ["a fox", " \n\u00A0 ", "a bear"] }));
  expect(problem).toMatchObject({
    code: "bad_request",
    details: { field: "prompts", prompt: 2 },
  });
  expect(problem.message).toContain("Prompt 2");
});

test.each([
  ["nothing", {}, "prompts_text"],
  ["blank text", { text: " \n \n" }, "prompts_text"],
  ["an empty list", { list: [] }, "prompts"],
])("P7: %s is refused as no prompt", (_, input, field) => {
  expect(problemOf(() => parse(input))).toMatchObject({ code: "no_prompts", details: { field } });
});

test("P7: as many prompts as are allowed are taken, one more is refused with both numbers", () => {
  const text = Array.from({ length: 101 }, (_, index) => `prompt ${index}`).join("\n\n");
  expect(parse({ text }, 101)).toHaveLength(101);
  const problem = problemOf(() => parse({ text }, 100));
  expect(problem).toMatchObject({ code: "too_many_prompts", details: { field: "prompts_text" } });
  expect(problem.message).toContain("101");
  expect(problem.message).toContain("100");
});

test("P8: 8000 characters fit, counted as code points, and one more is refused with number and excess", () => {
  expect(parse({ text: "é".repeat(8000) })).toHaveLength(1);
  expect(parse({ text: "🦊".repeat(8000) })).toHaveLength(1);
  const problem = problemOf(() => parse({ text: `a fox\n\n${"🦊".repeat(8003)}` }));
  expect(problem).toMatchObject({
    code: "prompt_too_long",
    details: { field: "prompts_text", prompt: 2 },
  });
  expect(problem.message).toContain("8003 characters, 3 too many");
});

test.each([
  ["a NUL", "prompt_has_nul", "a \0 fox"],
  ["the first half of a character", "bad_request", "a fox \uD83E"],
  ["the second half of a character", "bad_request", "a \uDD8A fox"],
])("P9: %s is refused with the prompt's number, in text and in a list", (_, code, prompt) => {
  expect(problemOf(() => parse({ text: `one\n\n${prompt}` }))).toMatchObject({
    code,
    details: { field: "prompts_text", prompt: 2 },
  });
  expect(problemOf(() => parse({ list: ["one", "two", prompt] }))).toMatchObject({
    code,
    details: { field: "prompts", prompt: 3 },
  });
});

test("P9: whatever is pasted, it becomes prompts that a database can hold, or a Problem", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.constantFrom("a", "\n", "\n\n", "\0", "\uD83E", "\uFEFF"))
      .map((all) => all.join("")),
  );
  fc.assert(
    fc.property(anything, (text) => {
      try {
        for (const prompt of parse({ text })) {
          expect(prompt.isWellFormed()).toBe(true);
          expect(prompt).not.toContain("\0");
        }
      } catch (error) {
        expect(error).toBeInstanceOf(Problem);
      }
    }),
  );
});
