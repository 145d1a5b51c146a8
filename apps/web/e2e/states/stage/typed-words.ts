import { names } from "./names.ts";
import { people, rememberedKey } from "./people.ts";
import { promptsOf } from "./prompts.ts";

/** What people wrote and chose themselves on the pages in English; the longest first, as some begin like others. */
export const typedWords: readonly string[] = [
  ...promptsOf("en"),
  ...Object.values(names).map(({ en }) => en),
  ...Object.values(people).map(({ email }) => email),
  rememberedKey.lastFour,
  "Atelier",
].toSorted((one, other) => other.length - one.length);
