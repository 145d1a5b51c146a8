const mostCharacters = 1000;

/** Makes a provider's words fit to be kept and shown: no keys, no characters that a database refuses, not endless. */
export function ownWords(words: string): string {
  const cleaned = words
    .slice(0, 20 * mostCharacters)
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replace(/[\u0000-\u0008\u000B-\u001F\u007F]/gu, "")
    .replace(/\bAIza[\w-]+/gu, "[key]")
    .replace(/\bAQ\.[\w-]{4,}/gu, "[key]")
    .replace(/\bsk-[\w*-]{8,}/gu, "[key]")
    .replace(/\bya29\.[\w-]{8,}/gu, "[key]")
    .replace(/\br8_\w{8,}/gu, "[key]")
    .replace(/\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}:[0-9a-f]{16,}/giu, "[key]")
    .replace(/\b(api_?key:|key=)[^\s'"&,;]+/giu, "$1[key]")
    .trim();
  const shown =
    cleaned.length > mostCharacters ? `${cleaned.slice(0, mostCharacters).trimEnd()}…` : cleaned;
  // A pair cut in two, or broken from the start, becomes a replacement character.
  return shown.toWellFormed();
}

/** A short plain sentence, followed by the provider's own words where there are any. */
export function sentenceWith(sentence: string, words: string): string {
  const shown = ownWords(words);
  return shown === "" ? sentence : `${sentence} ${shown}`;
}
