import { i18n } from "@lingui/core";
import type { Language } from "./languages.ts";

const catalogues = {
  en: () => import("../locales/en/messages.po"),
  fr: () => import("../locales/fr/messages.po"),
} satisfies Record<Language, unknown>;

/** Fetches a language's words and speaks it from now on. */
export async function activateLanguage(language: Language): Promise<void> {
  const { messages } = await catalogues[language]();
  i18n.loadAndActivate({ locale: language, messages });
  document.documentElement.lang = language;
}
