/** The languages of the screens, each by its own name. */
export const languages = { en: "English", fr: "Français" } as const;
export type Language = keyof typeof languages;

const storageKey = "bunch-language";

/** The language chosen before, else the first of the browser's that we speak, else English. */
export function preferredLanguage(): Language {
  const wished = [readChoice(), ...navigator.languages];
  for (const wish of wished) {
    const language = wish?.slice(0, 2).toLowerCase();
    if (language === "en" || language === "fr") return language;
  }
  return "en";
}

/** Keeps the choice for the next visit; where storage is shut off it holds for this page. */
export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(storageKey, language);
  } catch {
    // Nothing to do: the screen has changed its language all the same.
  }
}

function readChoice(): string | null {
  try {
    return localStorage.getItem(storageKey);
  } catch {
    return null;
  }
}
