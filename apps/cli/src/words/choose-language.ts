export const languages = ["en", "fr"] as const;
export type Language = (typeof languages)[number];

/** The language to speak, and the locale for its numbers and dates: the wish, else the environment's, else the system's. */
export function chooseLanguage(input: {
  wish: string | undefined;
  env: Record<string, string | undefined>;
  systemLocale: string;
}): { language: Language; locale: string } {
  const { wish, env } = input;
  if (wish !== undefined) return spoken(wish) ?? english;
  const fromEnvironment = env["LC_ALL"] || env["LC_MESSAGES"] || env["LANG"];
  if (fromEnvironment) return spoken(fromEnvironment) ?? english;
  return spoken(input.systemLocale) ?? english;
}

const english = { language: "en", locale: "en" } as const;

/** Reads `fr_CA.UTF-8@euro` or `fr-CA`; null for a language that is not spoken here, as `C`. */
function spoken(name: string): { language: Language; locale: string } | null {
  const locale = name.replace(/[.@].*$/, "").replaceAll("_", "-");
  const language = languages.find((one) => one === locale.slice(0, 2).toLowerCase());
  if (!language || !/^[a-z]{2}(-|$)/i.test(locale)) return null;
  try {
    return { language, locale: Intl.getCanonicalLocales(locale)[0] ?? language };
  } catch {
    return { language, locale: language };
  }
}
