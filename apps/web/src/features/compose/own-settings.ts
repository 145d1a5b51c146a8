import type { RowSettings } from "@bunch/contracts/prompt-row";

/** What each prompt of the text has of its own, by its place in the text; null and what is missing: nothing. */
export type OwnSettings = (RowSettings | null)[];

/** What the model and the shelf have for prompts to ask for. */
export type Offered = { aspectRatios: string[]; imageSizes: string[]; references: number };

/**
 * Follows the prompts through a change of the text: those before and behind what changed keep their settings, and so does one
 * that is being rewritten, split or joined. Where many are replaced at once, the new ones have none.
 */
export function carryOwn(
  own: OwnSettings,
  before: readonly string[],
  after: readonly string[],
): OwnSettings {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail += 1;
  const changed = { before: before.length - head - tail, after: after.length - head - tail };
  const isOneEdited =
    Math.min(changed.before, changed.after) === 1 && changed.before + changed.after <= 3;
  const kept = after.map((_, place) => {
    if (place < head) return own[place] ?? null;
    if (place >= after.length - tail) return own[place - after.length + before.length] ?? null;
    return isOneEdited && place === head ? (own[head] ?? null) : null;
  });
  return kept.some((one) => one !== null) ? kept : [];
}

/** Whether what a prompt asks for is there. */
export function isOffered(own: RowSettings, offered: Offered): boolean {
  const { aspect_ratio: ratio, image_size: size, references = [] } = own;
  return (
    (ratio === undefined || offered.aspectRatios.includes(ratio)) &&
    (size === undefined || offered.imageSizes.includes(size)) &&
    references.every((place) => place <= offered.references)
  );
}

/** Whether something that was kept in the browser has that shape. */
export function isOwnSettings(value: unknown): value is OwnSettings {
  return Array.isArray(value) && value.every((one) => one === null || isRow(one));
}

function isRow(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { aspect_ratio, image_size, references, file_name, ...others } = value as Record<
    string,
    unknown
  >;
  return (
    Object.keys(others).length === 0 &&
    [aspect_ratio, image_size, file_name].every(
      (one) => one === undefined || typeof one === "string",
    ) &&
    (references === undefined ||
      (Array.isArray(references) && references.every((one) => Number.isInteger(one))))
  );
}
