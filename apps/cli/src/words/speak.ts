import type { RequestRefused } from "@bunch/contracts/client";
import type { VendorOf } from "../server/vendor-of.ts";
import { chooseLanguage, type Language } from "./choose-language.ts";
import { en, type Words } from "./en.ts";
import { enHelp, type HelpWords } from "./en-help.ts";
import { companyOf, enProblems, type ProblemWords } from "./en-problems.ts";
import { createFormats, type Formats } from "./formats.ts";
import { fr } from "./fr.ts";
import { frHelp } from "./fr-help.ts";
import { frProblems } from "./fr-problems.ts";

/** All words of one language, and its formats. */
export type Speech = {
  language: Language;
  formats: Formats;
  words: Words;
  help: HelpWords;
  problems: ProblemWords;
};

const catalogues = {
  en: { words: en, help: enHelp, problems: enProblems },
  fr: { words: fr, help: frHelp, problems: frProblems },
} satisfies Record<
  Language,
  { words: (formats: Formats) => Words; help: HelpWords; problems: typeof enProblems }
>;

/** The words to speak, by wish and environment. */
export function speak(wish: string | undefined, env: Record<string, string | undefined>): Speech {
  const systemLocale = new Intl.DateTimeFormat().resolvedOptions().locale;
  const { language, locale } = chooseLanguage({ wish, env, systemLocale });
  const formats = createFormats(locale);
  const { words, help, problems } = catalogues[language];
  return {
    language,
    formats,
    words: words(formats),
    help,
    problems: problems(companyOf(undefined)),
  };
}

/** The same, where it is known who draws. */
export function speakOf(speech: Speech, vendor: VendorOf | undefined): Speech {
  return { ...speech, problems: catalogues[speech.language].problems(companyOf(vendor?.company)) };
}

/** What a server refused, in the person's language. */
export function refusalWords(speech: Speech, refused: RequestRefused): string {
  if (refused.status === 0) return speech.problems.noAnswer;
  const { code, message, details } = refused.error;
  return speech.problems.refused({
    code,
    message,
    prompt: details?.prompt,
    allowed: details?.allowed?.join(", ") ?? "",
    limit: details?.limit,
  });
}
