import type { RowProblemCode } from "./row-problem.ts";
import { fileStem, isSafeFileStem } from "../file-name.ts";
import type { RowSettings } from "../prompt-row.ts";
import { countCharacters, maxPromptCharacters } from "../prompts-text.ts";

export const rowFields = [
  "prompt",
  "aspect_ratio",
  "image_size",
  "variations",
  "references",
  "file_name",
] as const;
export type RowField = (typeof rowFields)[number];

/** What the model in force takes; a field that is null is not checked here, as the server does. */
export type Takes = {
  aspectRatios: readonly string[] | null;
  imageSizes: readonly string[] | null;
  references: number | null;
};

const names: Record<RowField, readonly string[]> = {
  prompt: ["prompt", "prompts", "prompt_text", "text", "texte", "texte_du_prompt"],
  aspect_ratio: ["aspect_ratio", "ratio", "format", "aspect", "shape", "forme", "proportions"],
  image_size: ["image_size", "size", "taille", "resolution", "taille_de_l_image"],
  variations: ["variations", "pictures", "images", "count", "nombre", "nombre_d_images"],
  references: ["references", "reference", "reference_images", "images_de_reference"],
  file_name: ["file_name", "filename", "file", "name", "nom", "fichier", "nom_du_fichier"],
};
const fieldByName = new Map(
  rowFields.flatMap((field) => names[field].map((name) => [name, field] as const)),
);

/** The field that a column's heading means, in English or French, however it is written; null for one of no meaning here. */
export function fieldOf(heading: string): RowField | null {
  return fieldByName.get(plainName(heading)) ?? null;
}

/** A heading as it is compared: without accents, capitals and signs, unless it is of signs alone. */
export function plainName(heading: string): string {
  const plain = heading
    .normalize("NFD")
    .replace(/\p{Mn}/gu, "")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "_")
    .replace(/^_+|_+$/g, "");
  return plain === "" ? heading.trim() : plain;
}

/** A cell that was read, or why it cannot be. */
export type Read<Value> = { value: Value } | { code: RowProblemCode; allowed: string };

/** Its words, with line breaks made LF. */
export function readPrompt(cell: string): Read<string> {
  const prompt = cell
    .replace(/^\uFEFF/, "")
    .replace(/\r\n?/g, "\n")
    .trim();
  if (prompt === "") return { code: "empty_prompt", allowed: "" };
  const length = countCharacters(prompt);
  if (length > maxPromptCharacters)
    return { code: "prompt_too_long", allowed: String(length - maxPromptCharacters) };
  if (prompt.includes("\0") || !prompt.isWellFormed())
    return { code: "bad_character", allowed: "" };
  return { value: prompt };
}

/** `16:9`, `16/9`, `16x9`, and the times that a spreadsheet makes of ratios: `16:09`, `16:09:00`. */
export function readRatio(cell: string, taken: readonly string[] | null): Read<string> {
  const found = /^(\d{1,2})\s*[:/x×]\s*(\d{1,2})(?::00)?$/i.exec(cell.trim());
  const ratio = found ? `${Number(found[1])}:${Number(found[2])}` : null;
  if (ratio === null || (taken && !taken.includes(ratio)))
    return { code: "bad_ratio", allowed: taken?.join(", ") ?? "16:9" };
  return { value: ratio };
}

/** Sizes in small letters too. */
export function readSize(cell: string, taken: readonly string[] | null): Read<string> {
  const size = cell.trim().toUpperCase();
  if (taken ? !taken.includes(size) : !/^\d+K?$/.test(size))
    return { code: "bad_size", allowed: taken?.join(", ") ?? "1K" };
  return { value: size };
}

/** How often the row is drawn, 1 to 4. */
export function readCount(cell: string): Read<number> {
  const count = cell.trim();
  return /^[1-4]$/.test(count) ? { value: Number(count) } : { code: "bad_count", allowed: "1–4" };
}

const all = ["all", "tous", "toutes"];
const none = ["none", "aucune", "aucun", "0", "-"];

/** Places of reference images, from 1, with anything between them; or all, or none of them. */
export function readReferences(
  cell: string,
  count: number | null,
): Read<RowSettings["references"]> {
  const word = cell.trim().toLowerCase();
  if (all.includes(word)) return { value: undefined };
  if (none.includes(word)) return { value: [] };
  const places = word.split(/[\s,;+|/]+/).map(Number);
  const fits = (place: number) => Number.isInteger(place) && place >= 1 && place <= (count ?? 14);
  if (!places.every(fits)) return { code: "bad_reference", allowed: String(count ?? "") };
  return { value: [...new Set(places)].toSorted((a, b) => a - b) };
}

/** Without the picture's ending. */
export function readName(cell: string): Read<string> {
  const stem = fileStem(cell);
  return isSafeFileStem(stem) ? { value: stem } : { code: "bad_name", allowed: "" };
}
