import { fileURLToPath } from "node:url";
import { createCompiledCatalog, getCatalogs } from "@lingui/cli/api";
import { getConfig } from "@lingui/conf";
import type { Plugin } from "vite";
import { lengthen } from "./lengthen.ts";

const web = fileURLToPath(new URL("..", import.meta.url));

/** The English words of the screens as JSON, each letter with an accent and each word at least 30 % longer: what stays plain was never given to the translators. */
async function pseudoWords(): Promise<string> {
  const config = getConfig({ cwd: web, configPath: `${web}/lingui.config.ts` });
  const messages: Record<string, string> = {};
  for (const catalogue of await getCatalogs(config)) {
    const { messages: some } = await catalogue.getTranslations("en", {
      fallbackLocales: {},
      sourceLocale: "en",
      missingBehavior: "resolved",
    });
    Object.assign(messages, some);
  }
  const { source, errors } = createCompiledCatalog("en", messages, {
    namespace: "json",
    pseudoLocale: "en",
  });
  if (errors[0]) throw errors[0].error;
  return lengthen(source);
}

/** Gives the page of pieces these words as `virtual:pseudo-words`; the product is built without. */
export function pseudoWordsPlugin(): Plugin {
  const name = "virtual:pseudo-words";
  return {
    name: "pseudo-words",
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: async (id) =>
      id === `\0${name}` ? `export const { messages } = ${await pseudoWords()};` : null,
  };
}

/** Puts them in the place of the product's English, and into a file beside it for whoever looks for words on its pages. */
export function pseudoProductPlugin(): Plugin {
  return {
    name: "pseudo-product",
    enforce: "post",
    transform: {
      filter: { id: /[\\/]locales[\\/]en[\\/][^?]*\.po\b/ },
      // Written as the product's are, which it cuts in two.
      handler: async () => {
        const { messages } = JSON.parse(await pseudoWords()) as { messages: object };
        const text = JSON.stringify(JSON.stringify(messages));
        return { code: `export const messages = JSON.parse(${text});` };
      },
    },
    generateBundle: {
      async handler() {
        const source = await pseudoWords();
        this.emitFile({ type: "asset", fileName: "words.json", source });
      },
    },
  };
}
