import { useLingui } from "@lingui/react";
import { createFormats, type Formats } from "./formats.ts";

const known = new Map<string, Formats>();

/** The formats of the language on the screen, in the reader's own flavour of it (en-GB, fr-CA). */
export function useFormats(): Formats {
  const { i18n } = useLingui();
  const locale = navigator.languages.find((wish) => wish.startsWith(i18n.locale)) ?? i18n.locale;
  const formats = known.get(locale) ?? createFormats(locale);
  known.set(locale, formats);
  return formats;
}
