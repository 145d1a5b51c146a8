import { i18n } from "@lingui/core";
import type { Language } from "./languages.ts";

/** The words of the first screen, and those of all that is fetched later. */
type Part = "first" | "later";

const catalogues = {
  en: {
    first: () => import("../locales/en/messages.po?first?lingui"),
    later: () => import("../locales/en/messages.po?later?lingui"),
  },
  fr: {
    first: () => import("../locales/fr/messages.po?first?lingui"),
    later: () => import("../locales/fr/messages.po?later?lingui"),
  },
} satisfies Record<Language, Record<Part, unknown>>;

const inUse = new Set<Part>(["first"]);
const loaded = new Set<unknown>();

/** Fetches a language's words, as far as they are in use, and speaks it from now on. */
export async function activateLanguage(language: Language): Promise<void> {
  // A part that comes into use meanwhile is fetched too: a set is gone through with what is added on the way.
  for (const part of inUse) await load(language, part);
  i18n.activate(language);
  document.documentElement.lang = language;
}

/** Code that is fetched when it is needed, once its words are there too. */
export async function withWords<Code>(code: Promise<Code>): Promise<Code> {
  inUse.add("later");
  const [ready] = await Promise.all([code, load(i18n.locale as Language, "later")]);
  return ready;
}

async function load(language: Language, part: Part): Promise<void> {
  const fetchWords = catalogues[language][part];
  // Each load has every screen drawn anew.
  if (loaded.has(fetchWords)) return;
  const { messages } = await fetchWords();
  loaded.add(fetchWords);
  i18n.load(language, messages);
}
