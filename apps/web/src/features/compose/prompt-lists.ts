import type { PromptBlock } from "./analyse-prompts.ts";
import type { OwnSettings } from "./own-settings.ts";

/** A list of choices inside a prompt, on one line: `{red|green|blue}`. What stands in double braces is a column's. */
const list = /(?<!\{)\{([^{}|\n]*(?:\|[^{}|\n]*)+)\}(?!\})/g;
/** What a text field bears. */
const mostCharacters = 4_000_000;

const optionsOf = (inside: string): string[] => inside.split("|").map((option) => option.trim());

/** How many prompts the lists of a prompt make at most; 1 without any. */
export function countOfLists(prompt: string): number {
  return [...prompt.matchAll(list)].reduce(
    (count, [, inside = ""]) => count * optionsOf(inside).length,
    1,
  );
}

/** The prompts that the lists of one make, each choice with each other, the last list turning fastest; none of no words. */
export function expandLists(prompt: string): string[] {
  let made = [""];
  let from = 0;
  for (const found of prompt.matchAll(list)) {
    const before = prompt.slice(from, found.index);
    const options = optionsOf(found[1] ?? "");
    made = made.flatMap((start) => options.map((option) => joined(start + before, option)));
    from = found.index + found[0].length;
  }
  return made
    .map((start) => withoutBlankLines(start + prompt.slice(from)))
    .filter((one) => one !== "");
}

/** An empty choice leaves no double space behind. */
const joined = (before: string, option: string): string =>
  option === "" ? before.replace(/ $/, "") : before + option;

/** A line of which an empty choice left nothing would part the prompt in two. */
const withoutBlankLines = (prompt: string): string =>
  prompt
    .split("\n")
    .filter((line) => line.trim() !== "")
    .join("\n");

/** What the lists of all prompts make; `made` is null where that is more than may be drawn. */
export type WrittenOut = { count: number; made: { prompts: string[]; own: OwnSettings } | null };

/**
 * All prompts that are drawn with their lists written out, and what each has of its own; a name for each picture, as no two may
 * have one. Null where there is no list.
 */
export function writtenOut(
  given: readonly Pick<PromptBlock, "prompt" | "own" | "number">[],
  maxPrompts: number,
): WrittenOut | null {
  const blocks = given.filter(({ number }) => number !== null);
  const counts = blocks.map(({ prompt }) => countOfLists(prompt));
  if (counts.every((count) => count === 1)) return null;
  const count = counts.reduce((sum, one) => sum + one, 0);
  const characters = blocks.reduce(
    (sum, { prompt }, place) => sum + prompt.length * (counts[place] ?? 1),
    0,
  );
  if (count > maxPrompts || characters > mostCharacters) return { count, made: null };
  const made = blocks.flatMap(({ prompt, own }) => {
    const each = expandLists(prompt);
    return each.map((words, number) => ({
      words,
      own:
        own?.file_name !== undefined && each.length > 1
          ? { ...own, file_name: `${own.file_name}-${number + 1}` }
          : own,
    }));
  });
  const isOwn = made.some((one) => one.own !== null);
  return {
    count: made.length,
    made: {
      prompts: made.map(({ words }) => words),
      own: isOwn ? made.map((one) => one.own) : [],
    },
  };
}
