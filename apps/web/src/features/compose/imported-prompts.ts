import type { PromptRow } from "@bunch/contracts/prompt-row";
import type { ReadRow } from "@bunch/contracts/import/read-rows";
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
