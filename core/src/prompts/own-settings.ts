import { fileStem, isSafeFileStem, maxFileNameBytes } from "@bunch/contracts/file-name";
import { pictureStem } from "@bunch/contracts/picture-name";
import type { PromptEntry, RowSettings } from "@bunch/contracts/prompt-row";
import type { CatalogueEntry, DrawSettings } from "../models/catalogue-entry.ts";
import { takenRatio, takenSize } from "../models/choose-model.ts";
import { Problem } from "../problem.ts";

/** What a prompt has of its own; null is as its execution has it. */
export type OwnSettings = {
  aspectRatio: string | null;
  imageSize: string | null;
  /** Places of its reference images, from 1 and growing; null for all of them, empty for none. */
  references: readonly number[] | null;
  /** Without an ending. */
  fileName: string | null;
};

/** Own settings of an execution's prompts, by their places from 0; prompts without any are not in it. */
export type Rows = ReadonlyMap<number, OwnSettings>;

/** Checks what rows ask for and keeps what differs from the batch; a Problem names the prompt and the field. */
export function ownSettings(input: {
  entries: readonly PromptEntry[];
  /** The cleaned words of the entries. */
  prompts: readonly string[];
  entry: CatalogueEntry;
  settings: DrawSettings;
  referenceCount: number;
}): Rows {
  const rows = new Map<number, OwnSettings>();
  for (const [place, given] of input.entries.entries()) {
    if (typeof given === "string") continue;
    const own = checkRow(given, place + 1, input);
    if (Object.values(own).some((value) => value !== null)) rows.set(place, own);
  }
  refuseSameNames(input, rows);
  return rows;
}

function checkRow(
  row: RowSettings,
  number: number,
  { entry, settings, referenceCount }: Parameters<typeof ownSettings>[0],
): OwnSettings {
  const ratio = row.aspect_ratio && takenRatio(entry, row.aspect_ratio, number);
  const size = row.image_size && takenSize(entry, row.image_size, number);
  return {
    aspectRatio: ratio && ratio !== settings.aspectRatio ? ratio : null,
    imageSize: size && size !== settings.imageSize ? size : null,
    references: takenReferences(row.references, number, referenceCount),
    fileName: takenName(row.file_name, number),
  };
}

function takenReferences(
  given: readonly number[] | undefined,
  number: number,
  count: number,
): readonly number[] | null {
  if (given === undefined) return null;
  const unknown = given.find((place) => place < 1 || place > count || !Number.isInteger(place));
  if (unknown !== undefined)
    throw new Problem(
      "bad_request",
      `Prompt ${number} names reference picture ${unknown}; ${count === 0 ? "there is none" : `there are ${count}`}. Add the picture, or name another.`,
      { field: "references", prompt: number },
    );
  const places = [...new Set(given)].toSorted((a, b) => a - b);
  return places.length === count ? null : places;
}

function takenName(given: string | undefined, number: number): string | null {
  if (given === undefined || given.trim() === "") return null;
  const stem = fileStem(given);
  if (isSafeFileStem(stem)) return stem;
  throw new Problem(
    "bad_request",
    `Prompt ${number} has a file name that not every system takes. Leave out \\ / : * ? " < > | and dots or spaces at its ends, and stay below ${maxFileNameBytes} bytes.`,
    { field: "file_name", prompt: number },
  );
}

/** Two pictures of one name would hide each other in a folder; not every system tells A from a. */
function refuseSameNames(
  { prompts, settings }: Pick<Parameters<typeof ownSettings>[0], "prompts" | "settings">,
  rows: Rows,
): void {
  if (![...rows.values()].some(({ fileName }) => fileName !== null)) return;
  const execution = {
    variations: settings.variations,
    stats: { total_prompts: prompts.length },
  };
  const numbers = new Map<string, number>();
  for (const [place, prompt] of prompts.entries())
    for (let variation = 0; variation < settings.variations; variation += 1) {
      const given_name = rows.get(place)?.fileName ?? null;
      const result = { batch_index: place, variation, prompt_text: prompt, given_name };
      const stem = pictureStem(result, execution).toLowerCase();
      const earlier = numbers.get(stem);
      if (earlier !== undefined)
        throw new Problem(
          "bad_request",
          `Prompts ${earlier} and ${place + 1} would have pictures of the same file name, ${stem}. Give one of them another.`,
          { field: "file_name", prompt: place + 1 },
        );
      numbers.set(stem, place + 1);
    }
}

/** Own settings as a request would give them. */
export function entriesOf(prompts: readonly string[], rows: Rows): readonly PromptEntry[] {
  if (rows.size === 0) return prompts;
  return prompts.map((prompt, place) => {
    const own = rows.get(place);
    if (!own) return prompt;
    return {
      prompt,
      ...(own.aspectRatio !== null && { aspect_ratio: own.aspectRatio }),
      ...(own.imageSize !== null && { image_size: own.imageSize }),
      ...(own.references !== null && { references: [...own.references] }),
      ...(own.fileName !== null && { file_name: own.fileName }),
    };
  });
}
