import { maxSeed } from "@bunch/contracts/picture-seed";

/** What stays of a seed as it is typed or pasted, digits alone; null where it would be larger than any. */
export function typedSeed(text: string): string | null {
  const digits = text.replaceAll(/\D/gu, "");
  if (digits === "") return "";
  const seed = Number(digits);
  return seed <= maxSeed ? String(seed) : null;
}
