import { placeholdersOf } from "@bunch/contracts/import/fill-template";
import type { PromptRow } from "@bunch/contracts/prompt-row";
import type { ReadRow } from "@bunch/contracts/import/read-rows";
import type { PromptBlock } from "./analyse-prompts.ts";
import type { OwnSettings } from "./own-settings.ts";

/** Prompts of a file as the text field holds them, with what each has of its own. */
export type ImportedPrompts = {
  text: string;
  own: OwnSettings;
  /** The file says itself how often each is drawn. */
  isCounted: boolean;
};

/** A blank line would make two prompts of one in the field, so inside a prompt it becomes a line break. */
export function importedPrompts(
  entries: readonly PromptRow[],
  rows: readonly ReadRow[],
): ImportedPrompts {
  const words = entries.map(({ prompt }) => prompt.replace(/\n\s*\n/g, "\n"));
  const own = entries.map((entry) => {
    const settings: Partial<PromptRow> = { ...entry };
    delete settings.prompt;
    return Object.keys(settings).length === 0 ? null : settings;
  });
  return {
    text: words.join("\n\n"),
    own: own.some((one) => one !== null) ? own : [],
    isCounted: rows.some(({ times }) => times > 1),
  };
}

/** In the place of all prompts, behind them, or in the place of those that they have filled. */
export type HowTaken = "replace" | "append" | "fill";

const isTemplate = (prompt: string): boolean => placeholdersOf(prompt).length > 0;

/** The prompts that a table fills, with what each has of its own; what is left out is not filled. */
export function templatesOf(blocks: readonly PromptBlock[]): PromptRow[] {
  return blocks
    .filter(({ prompt, number }) => number !== null && isTemplate(prompt))
    .map(({ prompt, own }) => ({ ...own, prompt }));
}

/** What of the draft changes with prompts that are taken from a file. */
export function draftWith(
  taken: ImportedPrompts,
  how: HowTaken,
  before: { blocks: readonly PromptBlock[]; variations: number },
) {
  const stays = before.blocks.filter(
    ({ prompt }) => how === "append" || (how === "fill" && !isTemplate(prompt)),
  );
  const own = [...stays.map((block) => block.own), ...taken.own];
  return {
    promptsText: [...stays.map(({ raw }) => raw), taken.text].join("\n\n"),
    own: own.some((one) => one !== null) ? own : [],
    // A list that says itself how often each is drawn has said it.
    variations: taken.isCounted ? 1 : before.variations,
    ...(how === "replace" && { leftOut: [] }),
  };
}
