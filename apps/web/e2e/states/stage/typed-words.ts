import { names } from "./names.ts";
import { people, rememberedKey, webhookUrl } from "./people.ts";
import { promptsOf } from "./prompts.ts";

/** What people wrote and chose themselves on the pages in English; the longest first, as some begin like others. */
export const typedWords: readonly string[] = [
  ...promptsOf("en"),
  ...Object.values(names).flatMap(({ en, fr }) => [en, fr]),
  ...Object.values(people).map(({ email }) => email),
  rememberedKey.lastFour,
  webhookUrl,
  "Atelier",
  "•••• gone",
  // The beginnings of the examples.
  ", soft light from the",
  "A quiet street at dawn, one lit shop window, room for a headline on the left, film grain",
  "A fox in a yellow raincoat waiting at a bus stop, side view, flat gouache, wide margins",
  "a very long prompt",
  "moon-jar.jpg",
  "8K",
  "reference-0.png",
  "reference-1.png",
  // A list and its columns.
  "list.csv",
  ", ratio",
  ", pictures",
  ", prompt",
  "SKU",
  "16:9 · fox",
  "a red fox from the front",
  "a blue hare",
  "a bear",
  // Choices, and a table that fills a prompt.
  "a {red|green} vase in {snow|rain}, soft light",
  "a {{product}} on slate, from above",
  "a {{product}} in {{colour}}, on slate, soft light",
  "{{product}} and {{colour}}",
  "{{product}}",
  "a teapot in cobalt blue, on slate, soft light",
  "a vase in moss green, on slate, soft light",
  "a bowl in ochre, on slate, soft light",
  // What is looked for in vain.
  "“zebra”",
  "“velvet”",
  "“nobody”",
].toSorted((one, other) => other.length - one.length);
