import { CannotStart } from "@bunch/core/cannot-start";
import { fieldProblem } from "./catalogue-fields.ts";
import { geminiCatalogue } from "./gemini/catalogue.ts";
import type { GeminiEntry } from "./gemini/gemini-entry.ts";
import { isRecord } from "./http/json-shape.ts";
import { openAiCatalogue } from "./openai/catalogue.ts";
import type { OpenAiEntry } from "./openai/openai-entry.ts";

/** The entries of each vendor that is spoken to over the network. */
export type Catalogues = {
  gemini: readonly GeminiEntry[];
  openai: readonly OpenAiEntry[];
};

type Entry = GeminiEntry | OpenAiEntry;

/**
 * Lays a user's list of partial entries, joined by `id`, over the built-in catalogues; throws a sentence that says what
 * to mend. A model unknown to this version names with `like` the entry it starts from, and is that one's vendor's.
 * `generationTimeoutMs` replaces every deadline.
 */
export function loadCatalogue(input: {
  overrides?: unknown;
  generationTimeoutMs?: number | undefined;
}): Catalogues {
  const entries = new Map<string, Entry>(
    [...geminiCatalogue, ...openAiCatalogue].map((entry) => [entry.id, entry]),
  );
  const overrides = input.overrides ?? [];
  if (!Array.isArray(overrides))
    throw new CannotStart('models.json must be a JSON list, as in [{"id": "…", "name": "…"}].');
  for (const [index, given] of overrides.entries()) {
    const entry = overlaid(entries, given, `Model ${index + 1} in models.json`);
    entries.set(entry.id, entry);
  }
  const { generationTimeoutMs } = input;
  const all = [...entries.values()].map((entry) =>
    generationTimeoutMs === undefined
      ? entry
      : {
          ...entry,
          deadlineMs: Object.fromEntries(
            entry.imageSizes.map((size) => [size, generationTimeoutMs]),
          ),
        },
  );
  return {
    gemini: all.filter((entry) => "sendsImageSize" in entry),
    openai: all.filter((entry) => "calls" in entry),
  };
}

function overlaid(entries: ReadonlyMap<string, Entry>, given: unknown, where: string): Entry {
  if (!isRecord(given)) throw new CannotStart(`${where} must be an object with an "id".`);
  const { id, like, ...changes } = given;
  if (typeof id !== "string" || id === "") throw new CannotStart(`${where} has no "id".`);
  const base = entries.get(typeof like === "string" ? like : id);
  if (!base)
    throw new CannotStart(
      `${where}, "${id}", is new: give it "like" with the id of the model it starts from, one of ${[...entries.keys()].join(", ")}.`,
    );
  let entry: Entry = { ...base, id, ...("calls" in base && id !== base.id && { calls: id }) };
  for (const [field, value] of Object.entries(changes)) {
    const problem = fieldProblem(base, field, value);
    if (problem) throw new CannotStart(`${where}, "${id}": ${problem}`);
    entry = { ...entry, [field]: mergedField(Object.entries(entry), field, value) };
  }
  return complete(entry, `${where}, "${id}"`);
}

/** Objects are laid over field by field, so that one price or one size can be changed alone. */
function mergedField(fields: [string, unknown][], field: string, value: unknown): unknown {
  const old = fields.find(([name]) => name === field)?.[1];
  return isRecord(old) && isRecord(value) ? { ...old, ...value } : value;
}

function complete(entry: Entry, where: string): Entry {
  for (const field of ["imageTokens", "deadlineMs", "pixels"] as const) {
    const missing = entry.imageSizes.find((size) => entry[field][size] === undefined);
    if (missing)
      throw new CannotStart(`${where}: ${field} says nothing about the size ${missing}.`);
  }
  for (const size of entry.imageSizes) {
    const missing = entry.aspectRatios.find((ratio) => entry.pixels[size]?.[ratio] === undefined);
    if (missing)
      throw new CannotStart(`${where}: pixels says nothing about the ratio ${missing} at ${size}.`);
  }
  if (entry.status === "shut_down" && entry.shutDownOn === null)
    throw new CannotStart(`${where} is shut_down: say since when in shutDownOn.`);
  return entry;
}
