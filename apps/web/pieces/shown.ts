import { i18n } from "@lingui/core";
import pseudolocale from "pseudolocale";
import type { Say } from "../src/ui/story.tsx";
import { lengthen } from "./lengthen.ts";

export const languages = { en: "English", fr: "Français", pseudo: "Longer by 30 %" } as const;
export type Shown = {
  language: keyof typeof languages;
  scheme: "light" | "dark";
  /** The one story that is shown alone, as `note/good`; null for all. */
  story: string | null;
};

/** What the address asks for. */
export function readShown(search: string): Shown {
  const asked = new URLSearchParams(search);
  const language = asked.get("language");
  return {
    language: language === "fr" || language === "pseudo" ? language : "en",
    scheme: asked.get("scheme") === "dark" ? "dark" : "light",
    story: asked.get("story"),
  };
}

/** The address of what is shown. */
export function addressOf(shown: Shown): string {
  const { language, scheme, story } = shown;
  return `?${new URLSearchParams({ language, scheme, ...(story !== null && { story }) })}`;
}

const catalogues = {
  en: () => import("../src/locales/en/messages.po"),
  fr: () => import("../src/locales/fr/messages.po"),
  pseudo: () => import("virtual:pseudo-words"),
};

/** Speaks a language from now on; pseudo counts and dates as English does. */
export async function speak(language: Shown["language"]): Promise<void> {
  const { messages } = await catalogues[language]();
  const locale = language === "pseudo" ? "en" : language;
  i18n.loadAndActivate({ locale, messages });
  document.documentElement.lang = locale;
}

/** The stories' own words in a language. */
export function sayIn(language: Shown["language"]): Say {
  if (language === "pseudo")
    return (english) => lengthen(pseudolocale(english, { prepend: "", append: "" }));
  return (english, french) => (language === "fr" ? french : english);
}
