/** Stands in a message for a value that a test does not know: a price, a time. */
export const anything = "\u{e000}";

/** What is said with unknown values in it, as a pattern for all of a text. */
export function like(said: string): RegExp {
  const pattern = said
    .replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\s+/g, String.raw`\s+`)
    .replaceAll(anything, ".+");
  return new RegExp(String.raw`^\s*${pattern}\s*$`);
}
