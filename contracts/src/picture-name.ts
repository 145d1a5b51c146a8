import type { Execution, Stats } from "./execution.ts";
import type { Result } from "./result.ts";

const extensions: Record<string, string> = {
  "image/png": "png",
  "image/jpeg": "jpg",
  "image/webp": "webp",
};

/**
 * The file name of a picture that leaves Bunch, the same in the browser, the manifest and the command line: its number,
 * filled up with zeros so that a folder sorts as the batch does, then the prompt's first words; or the name that its row
 * gave it. Safe on every system.
 */
export function pictureName(
  result: Pick<Result, "batch_index" | "variation" | "prompt_text" | "mime_type"> &
    Partial<Pick<Result, "given_name">>,
  execution: Pick<Execution, "variations"> & { stats: Pick<Stats, "total_prompts"> },
): string {
  const extension = extensions[result.mime_type ?? ""] ?? "png";
  return `${pictureStem(result, execution)}.${extension}`;
}

/** That name without its ending, which is known once the picture is there. */
export function pictureStem(
  result: Pick<Result, "batch_index" | "variation" | "prompt_text"> &
    Partial<Pick<Result, "given_name">>,
  execution: Pick<Execution, "variations"> & { stats: Pick<Stats, "total_prompts"> },
): string {
  const digits = String(execution.stats.total_prompts).length;
  const letter = execution.variations === 1 ? "" : ("abcd"[result.variation] ?? "");
  if (result.given_name) return [result.given_name, letter].filter(Boolean).join("-");
  const number = String(result.batch_index + 1).padStart(digits, "0") + letter;
  const words = result.prompt_text
    .normalize("NFC")
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-+|-+$/g, "");
  const short = words.length <= 48 ? words : words.slice(0, 48).replace(/-[^-]*$/, "");
  return [number, short.toWellFormed()].filter(Boolean).join("-");
}
