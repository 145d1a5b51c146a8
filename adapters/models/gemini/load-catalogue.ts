import { CannotStart } from "@bunch/core/cannot-start";
import { geminiCatalogue } from "./catalogue.ts";
import { fieldProblem } from "./catalogue-fields.ts";
import type { GeminiEntry } from "./gemini-entry.ts";
import { isRecord } from "./json-shape.ts";

/**
 * Lays a user's list of partial entries, joined by `id`, over the built-in catalogue; throws a sentence that says what to
 * mend. A model unknown to this version names with `like` the entry it starts from. `generationTimeoutMs` replaces every
 * deadline.
 */
export function loadCatalogue(input: {
  overrides?: unknown;
  generationTimeoutMs?: number | undefined;
}): readonly GeminiEntry[] {
  const entries = new Map(geminiCatalogue.map((entry) => [entry.id, entry]));
  const overrides = input.overrides ?? [];
  if (!Array.isArray(overrides))
    throw new CannotStart('models.json must be a JSON list, as in [{"id": "…", "name": "…"}].');
  for (const [index, given] of overrides.entries()) {
    const entry = overlaid(entries, given, `Model ${index + 1} in models.json`);
    entries.set(entry.id, entry);
  }
  const { generationTimeoutMs } = input;
  if (generationTimeoutMs === undefined) return [...entries.values()];
  return [...entries.values()].map((entry) => ({
    ...entry,
    deadlineMs: Object.fromEntries(entry.imageSizes.map((size) => [size, generationTimeoutMs])),
  }));
}

function overlaid(
  entries: ReadonlyMap<string, GeminiEntry>,
  given: unknown,
  where: string,
): GeminiEntry {
  if (!isRecord(given)) throw new CannotStart(`${where} must be an object with an "id".`);
  const { id, like, ...changes } = given;
  if (typeof id !== "string" || id === "") throw new CannotStart(`${where} has no "id".`);
  const base = entries.get(typeof like === "string" ? like : id);
  if (!base)
    throw new CannotStart(
      `${where}, "${id}", is new: give it "like" with the id of the model it starts from, one of ${[...entries.keys()].join(", ")}.`,
    );
  let entry: GeminiEntry = { ...base, id };
  for (const [field, value] of Object.entries(changes)) {
    const problem = fieldProblem(field, value);
    if (problem) throw new CannotStart(`${where}, "${id}": ${problem}`);
    entry = { ...entry, [field]: mergedField(entry[field as keyof GeminiEntry], value) };
  }
  return complete(entry, `${where}, "${id}"`);
}

/** Objects are laid over field by field, so that one price or one size can be changed alone. */
function mergedField(old: unknown, value: unknown): unknown {
  return isRecord(old) && isRecord(value) ? { ...old, ...value } : value;
}

function complete(entry: GeminiEntry, where: string): GeminiEntry {
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
