import { countCharacters, maxPromptCharacters, splitPrompts } from "@bunch/contracts/prompts-text";
import { Problem } from "../problem.ts";

/** Turns pasted text, or a list, into clean prompts; a Problem names the prompt by its number, counted from 1. */
export function parsePrompts(input: {
  text?: string | undefined;
  list?: readonly string[] | undefined;
  maxPrompts: number;
}): string[] {
  const field = input.list === undefined ? "prompts_text" : "prompts";
  const prompts =
    input.list === undefined ? splitPrompts(input.text ?? "") : input.list.map(cleanOne);
  if (input.list !== undefined) {
    const empty = prompts.indexOf("");
    if (empty >= 0)
      throw new Problem(
        "bad_request",
        `Prompt ${empty + 1} is empty. Fill it in or leave it out.`,
        {
          field,
          prompt: empty + 1,
        },
      );
  }
  if (prompts.length === 0)
    throw new Problem(
      "no_prompts",
      "There is no prompt. Write at least one, separated by blank lines.",
      {
        field,
      },
    );
  if (prompts.length > input.maxPrompts)
    throw new Problem(
      "too_many_prompts",
      `These are ${prompts.length} prompts; at most ${input.maxPrompts} fit in one batch. Split them, or raise MAX_PROMPTS.`,
      { field },
    );
  for (const [index, prompt] of prompts.entries()) checkPrompt(prompt, index + 1, field);
  return prompts;
}

function cleanOne(prompt: string): string {
  return prompt
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .trim();
}

function checkPrompt(prompt: string, number: number, field: string): void {
  const length = countCharacters(prompt);
  if (length > maxPromptCharacters)
    throw new Problem(
      "prompt_too_long",
      `Prompt ${number} has ${length} characters, ${length - maxPromptCharacters} too many. Shorten it to ${maxPromptCharacters}.`,
      { field, prompt: number },
    );
  if (prompt.includes("\0"))
    throw new Problem("prompt_has_nul", `Prompt ${number} holds a NUL character. Remove it.`, {
      field,
      prompt: number,
    });
  if (!prompt.isWellFormed())
    throw new Problem(
      "bad_request",
      `Prompt ${number} holds half of a character (a lone surrogate). Type it again.`,
      { field, prompt: number },
    );
}
