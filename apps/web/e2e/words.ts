import { fileURLToPath } from "node:url";
import { createCompiledCatalog, getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import { type Messages, setupI18n } from "@lingui/core";
import { generateMessageId } from "@lingui/message-utils/generateMessageId";

const web = fileURLToPath(new URL("..", import.meta.url));

/** Says an English sentence of the source, with its values, as the page says it. */
export type Say = (message: string, values?: Record<string, unknown>) => string;

/**
 * What stands on the page in a language, by its English message as it stands in `locales/en/messages.po`, without the tags in it.
 * A message that the page does not have is an error, so no test looks for words that were changed since.
 */
export async function wordsOf(language: "en" | "fr"): Promise<Say> {
  return sayWith(language, await messagesOf(language));
}

/** The same with messages that were compiled already. */
export function sayWith(language: string, messages: Messages): Say {
  const i18n = setupI18n({ locale: language, messages: { [language]: messages } });
  return (message, values = {}) => {
    const id = generateMessageId(message);
    if (!(id in messages)) throw new Error(`The page has no such message: ${message}`);
    return i18n._(id, values).replaceAll(/<\/?\w+\/?>/g, "");
  };
}

/** All words of a language by their ids, as the page has them. */
export async function messagesOf(language: "en" | "fr"): Promise<Messages> {
  const config = getConfig({ cwd: web, configPath: `${web}/lingui.config.ts` });
  const known: Record<string, string> = {};
  for (const catalogue of await getCatalogs(config)) {
    const { messages } = await catalogue.getTranslations(language, {
      fallbackLocales: {},
      sourceLocale: "en",
      missingBehavior: "resolved",
    });
    Object.assign(known, messages);
  }
  const { source, errors } = createCompiledCatalog(language, known, { namespace: "json" });
  if (errors[0]) throw errors[0].error;
  return (JSON.parse(source) as { messages: Messages }).messages;
}
