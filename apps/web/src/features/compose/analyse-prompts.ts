import type { PromptEntry, RowSettings } from "@bunch/contracts/prompt-row";
import { countCharacters, splitPrompts } from "@bunch/contracts/prompts-text";
import { isOffered, type Offered, type OwnSettings } from "./own-settings.ts";

/** One prompt as it stands in the text field, with what is to be said about it. */
export type PromptBlock = {
  /** Its lines as typed, for the mirror. */
  raw: string;
  prompt: string;
  /** Its number in the batch, from 1; null when it is left out. */
  number: number | null;
  /** What it has of its own. */
  own: RowSettings | null;
  /** Whether some of that is not to be had. */
  isMisfit: boolean;
  /** The number of the first prompt with the same words and settings. */
  sameAs: number | null;
  characters: number;
  /** How many characters too many; 0 when it fits. */
  excess: number;
  /** Beyond what one batch takes. */
  isBeyond: boolean;
  /** Lines of white space before it. */
  blankLinesBefore: number;
};

export type AnalysedPrompts = {
  blocks: PromptBlock[];
  /** What will be drawn, in order. */
  prompts: PromptEntry[];
  repeated: number;
  tooLong: number;
  beyond: number;
  misfits: number;
};

/** Reads the text field: which prompts it holds, which repeat another, which are too long or too many. */
export function analysePrompts(input: {
  text: string;
  own?: OwnSettings;
  offered?: Offered;
  leftOut: readonly string[];
  maxPrompts: number;
  maxCharacters: number;
}): AnalysedPrompts {
  const leftOut = new Set(input.leftOut);
  const firstNumbers = new Map<string, number>();
  const prompts: PromptEntry[] = [];
  const blocks = blocksOf(input.text).map(
    ({ raw, prompt, blankLinesBefore }, place): PromptBlock => {
      const own = input.own?.[place] ?? null;
      const entry = own === null ? prompt : { prompt, ...own };
      const sameness = own === null ? prompt : JSON.stringify(entry);
      const sameAs = firstNumbers.get(sameness) ?? null;
      const isLeftOut = sameAs !== null && leftOut.has(prompt);
      if (!isLeftOut) prompts.push(entry);
      if (sameAs === null) firstNumbers.set(sameness, prompts.length);
      const characters = countCharacters(prompt);
      return {
        raw,
        prompt,
        blankLinesBefore,
        number: isLeftOut ? null : prompts.length,
        own,
        isMisfit: own !== null && input.offered !== undefined && !isOffered(own, input.offered),
        sameAs,
        characters,
        excess: Math.max(0, characters - input.maxCharacters),
        isBeyond: !isLeftOut && prompts.length > input.maxPrompts,
      };
    },
  );
  return {
    blocks,
    prompts,
    repeated: blocks.filter((block) => block.sameAs !== null).length,
    tooLong: blocks.filter((block) => block.excess > 0 && block.number !== null).length,
    beyond: Math.max(0, prompts.length - input.maxPrompts),
    misfits: blocks.filter((block) => block.isMisfit && block.number !== null).length,
  };
}

/** A dash, a dot or a number, as lists have in front of each line. */
const listMark = /^(?:[-–*•]|\d{1,4}[.)])\s+(?=\S)/;

/**
 * The lines of the only prompt that there is, without the marks that all of them have as a list; none where there are more
 * prompts, or where it came with settings.
 */
export function linesOfOnly({ blocks }: AnalysedPrompts): string[] {
  const [only, ...others] = blocks;
  if (only === undefined || others.length > 0 || only.own !== null) return [];
  const lines = only.prompt.split("\n").map((line) => line.trim());
  return lines.every((line) => listMark.test(line))
    ? lines.map((line) => line.replace(listMark, ""))
    : lines;
}

/** The text as the field holds it: real line breaks alone, so that what is seen is what is split. */
export function tidyText(text: string): string {
  const unified = text.replace(/^\uFEFF/, "").replace(/\r\n?|[\u2028\u2029\u0085]/g, "\n");
  if (unified.trim().includes("\n")) return unified;
  const prompts = splitPrompts(unified);
  return prompts.length > 1 ? prompts.join("\n\n") : unified;
}

/** A block's words as the splitter that the server shares takes them. */
function promptOf(raw: string): string {
  return raw
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n")
    .trim();
}

type RawBlock = { raw: string; prompt: string; blankLinesBefore: number };

/** The prompts as they stand in a text, with the lines between them. */
export function blocksOf(text: string): RawBlock[] {
  // On a single line `\\n\\n` may stand literally: half typed it is not yet two prompts, and not part of one either.
  if (!text.trim().includes("\n")) {
    const [prompt] = splitPrompts(text);
    const raw = text.replace(/^\s*\n|\n\s*$/g, "");
    const blankLinesBefore = /^\s*\n/.exec(text)?.[0].split("\n").length ?? 1;
    return prompt === undefined ? [] : [{ raw, prompt, blankLinesBefore: blankLinesBefore - 1 }];
  }
  const blocks: RawBlock[] = [];
  let lines: string[] = [];
  let blankLines = 0;
  for (const line of [...text.split("\n"), ""]) {
    if (line.trimEnd() !== "") {
      lines.push(line);
      continue;
    }
    if (lines.length > 0) {
      const raw = lines.join("\n");
      blocks.push({ raw, prompt: promptOf(raw), blankLinesBefore: blankLines });
      lines = [];
      blankLines = 0;
    }
    blankLines += 1;
  }
  return blocks;
}
