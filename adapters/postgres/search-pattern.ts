/** What of a text can be looked for: null where there is nothing. */
export function searchText(text: string | null): string | null {
  const wanted = text?.normalize("NFD").replaceAll(marks, "").replaceAll("\0", " ").trim() ?? "";
  return wanted === "" ? null : wanted;
}

/**
 * A regular expression of PostgreSQL's that finds a text whatever its letters' case and accents are, in any locale and
 * without an extension. Null where there is nothing to look for.
 */
export function searchPattern(text: string | null): string | null {
  const wanted = searchText(text);
  if (wanted === null) return null;
  return wanted
    .split(/\s+/u)
    .map((word) => Array.from(word, anyOf).join(""))
    .join("\\s+");
}

/** Accents that stand behind their letter, as they do in text from some systems. */
const marks = /[\u0300-\u036f]/gu;
const anyMarks = "[\\u0300-\\u036f]*";

function anyOf(sign: string): string {
  const lower = sign.toLowerCase();
  const letters = accented.get(lower);
  if (letters) return `[${letters}]${anyMarks}`;
  const both = [...new Set([sign, lower, sign.toUpperCase()])].filter(
    (one) => Array.from(one).length === 1,
  );
  return both.length > 1 ? `[${both.join("")}]` : sign.replace(/[^\p{L}\p{N}\s]/u, "\\$&");
}

/** Each plain letter, small, with all that are it in another case or with an accent. */
const accented = readAccented();

function readAccented(): Map<string, string> {
  const found = new Map<string, string>();
  const letters = "abcdefghijklmnopqrstuvwxyz";
  for (const letter of letters) found.set(letter, letter + letter.toUpperCase());
  for (const [first, last] of [
    [0xc0, 0x24f],
    [0x1e00, 0x1eff],
  ] as const)
    for (let code = first; code <= last; code += 1) {
      const sign = String.fromCodePoint(code);
      const letter = sign.normalize("NFD").replaceAll(marks, "").toLowerCase();
      if (found.has(letter)) found.set(letter, found.get(letter) + sign);
    }
  return found;
}
