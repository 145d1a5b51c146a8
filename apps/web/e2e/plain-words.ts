import type { Page } from "playwright-core";

/** What has no translation: numbers' units, keys, kinds of files, and what Google's things are called. */
const untranslated = new Set(
  [
    "px KB MB GB min ms s h DPI USD",
    "Bunch Google Gemini Nano Banana Pro Flash Lite Simulator API CSV ZIP",
    "txt csv jsonl PNG JPEG WebP JSON",
    "Ctrl Shift Esc Enter Space Home End AIzaSy Bearer Authorization",
    "FR EN FRANÇAIS ENGLISH",
  ]
    .join(" ")
    .split(" ")
    .map((word) => word.toLowerCase()),
);

/**
 * Words on a page that stay as they are where every letter of what the translators were given has an accent: in the text, in names
 * for those who cannot see it, in the tab. `typed` is what people wrote themselves.
 */
export async function plainWords(page: Page, typed: readonly string[]): Promise<string[]> {
  const texts = await page.evaluate(() => {
    const found = [document.title];
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
      const element = words.currentNode.parentElement;
      // A moment or a day is written as the language of the browser has it; a quotation may say that it is in English.
      if (
        !element ||
        element.closest(
          "script, style, noscript, time, textarea, kbd, q, [translate=no], body [lang]",
        )
      )
        continue;
      found.push(words.currentNode.textContent ?? "");
    }
    for (const one of document.querySelectorAll("[aria-label], [title], [placeholder], [alt]"))
      for (const name of ["aria-label", "title", "placeholder", "alt"])
        if (!one.closest("time")) found.push(one.getAttribute(name) ?? "");
    return found;
  });
  return [...new Set(texts.flatMap((text) => plainIn(text, typed)))];
}

/** The plain words of one text, each with what stands around it. */
function plainIn(text: string, typed: readonly string[]): string[] {
  const rest = typed.reduce((left, own) => left.replaceAll(own, " "), text);
  const plain = rest
    .replaceAll(moments, " ")
    // What a prompt asks of the emulator.
    .replaceAll(/\[\[[^\]]*\]\]/g, " ")
    .split(/[^\p{L}\p{M}]+/u)
    .filter((word) => /^[A-Za-z]{2,}$/.test(word) && !untranslated.has(word.toLowerCase()));
  return plain.map((word) => `“${word}” in “${text.trim().slice(0, 80)}”`);
}

/** Days, months, hours and lists of sizes as `Intl` writes them in English. */
const moments =
  /\b(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|Mon|Tue|Wed|Thu|Fri|Sat|Sun|January|February|March|April|May|June|July|August|September|October|November|December|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|UTC|GMT|[ap]m|AM|PM|at(?= \d)|and(?= \d))\b/g;
