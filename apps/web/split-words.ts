import { join } from "node:path";
import { normalizePath, type Plugin } from "vite";

/** What comes with the first screen, with all that it imports. */
export const firstScreen = [
  "src/main.tsx",
  "src/routes/configure-page.tsx",
  "src/features/compose/configure.tsx",
];
/** The first screen of whoever has never made a batch: fetched by itself, but its words come with those of the others. */
export const welcome = "src/features/compose/first-run.tsx";

const partOfWords = /\.po\?(first|later)\b/;
/** An id as the macros write it: a text of its own. */
const anId = /(["'`])([\w-]{6})\1/g;

/**
 * Cuts the words of a language in two, those that the first screen can say and all others; translators have them in one
 * file. Which is which is read from the code that is built, so there is no list to keep. While developing, each part has all.
 */
export function splitWords(): Plugin {
  const first = new Set<string>();
  return {
    name: "split-words",
    apply: "build",
    renderStart() {
      first.clear();
      const known = new Set<string>();
      const take = (module: string) => {
        if (known.has(module) || module.includes("node_modules")) return;
        known.add(module);
        const { code, importedIds = [] } = this.getModuleInfo(module) ?? {};
        for (const [, , id] of code?.matchAll(anId) ?? []) if (id) first.add(id);
        importedIds.forEach(take);
      };
      for (const file of [...firstScreen, welcome])
        take(normalizePath(join(import.meta.dirname, file)));
    },
    renderChunk(code, { facadeModuleId }) {
      const part = partOfWords.exec(facadeModuleId ?? "")?.[1];
      if (part === undefined) return null;
      const written = parsedText(this.parse(code));
      if (written === null) throw new Error(`No words in ${facadeModuleId}:\n${code}`);
      const all = Object.entries(JSON.parse(written.value) as object);
      const kept = all.filter(([id]) => first.has(id) === (part === "first"));
      const text = JSON.stringify(JSON.stringify(Object.fromEntries(kept)));
      return { code: code.slice(0, written.start) + text + code.slice(written.end), map: null };
    },
  };
}

type Text = { type: "Literal"; value: string; start: number; end: number };

/** The text in `JSON.parse("…")`, as which all words of a language are written. */
function parsedText(program: unknown): Text | null {
  if (typeof program !== "object" || program === null) return null;
  if ("type" in program && program.type === "CallExpression") {
    const [text] = (program as unknown as { arguments: Text[] }).arguments;
    if (text?.type === "Literal") return text;
  }
  for (const part of Object.values(program)) {
    const text = parsedText(part);
    if (text) return text;
  }
  return null;
}
