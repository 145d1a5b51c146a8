import { CannotStart } from "@bunch/core/cannot-start";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Misfit, StoredChange } from "@bunch/core/models/model-change";
import { fieldProblem } from "./catalogue-fields.ts";
import { isRecord } from "./http/json-shape.ts";
import { vendors } from "./registry.ts";

/**
 * Lays a user's list of partial entries, joined by `id`, over the entries of all vendors; throws a sentence that says what
 * to mend. A model unknown to this version names with `like` the entry it starts from, and is that one's vendor's.
 * `found` are entries that this server has beside those of its vendors' catalogues. `generationTimeoutMs` replaces every
 * deadline. `changes` are laid over all of that, and what does not fit of them is left out and told to `onMisfit`.
 */
export function loadCatalogue(input: {
  overrides?: unknown;
  found?: readonly CatalogueEntry[];
  generationTimeoutMs?: number | undefined;
  changes?: readonly Pick<StoredChange, "id" | "change">[];
  /** Why a catalogue with this change would not do, though the change itself fits; null where it does. */
  judge?: (catalogue: readonly CatalogueEntry[]) => string | null;
  onMisfit?: (misfit: Misfit) => void;
}): readonly CatalogueEntry[] {
  const builtIn = [...vendors.flatMap(({ catalogue }) => catalogue), ...(input.found ?? [])];
  const entries = new Map(builtIn.map((entry) => [entry.id, entry]));
  const overrides = input.overrides ?? [];
  if (!Array.isArray(overrides))
    throw new CannotStart('models.json must be a JSON list, as in [{"id": "…", "name": "…"}].');
  for (const [index, given] of overrides.entries()) {
    const where = `Model ${index + 1} in models.json`;
    if (!isRecord(given)) throw new CannotStart(`${where} must be an object with an "id".`);
    const { id, ...changes } = given;
    if (typeof id !== "string" || id === "") throw new CannotStart(`${where} has no "id".`);
    const entry = overlaid(entries, { id, changes, where: `${where}, "${id}"` });
    entries.set(entry.id, entry);
  }
  layChanges(entries, input);
  const { generationTimeoutMs } = input;
  return [...entries.values()].map((entry) =>
    generationTimeoutMs === undefined || entry.simulated
      ? entry
      : {
          ...entry,
          deadlineMs: Object.fromEntries(
            entry.imageSizes.map((size) => [size, generationTimeoutMs]),
          ),
        },
  );
}

/** What is known already comes first, so that a model like another is like what holds of that one. */
function layChanges(
  entries: Map<string, CatalogueEntry>,
  { changes = [], judge, onMisfit }: Parameters<typeof loadCatalogue>[0],
): void {
  const isKnown = new Set(entries.keys());
  const inTurn = changes.toSorted((a, b) => Number(isKnown.has(b.id)) - Number(isKnown.has(a.id)));
  for (const { id, change } of inTurn) {
    const before = entries.get(id);
    try {
      entries.set(id, overlaid(entries, { id, changes: change, where: `"${id}"` }));
      const problem = judge?.([...entries.values()]) ?? null;
      if (problem === null) continue;
      if (before) entries.set(id, before);
      else entries.delete(id);
      onMisfit?.({ id, problem });
    } catch (error) {
      if (!(error instanceof CannotStart)) throw error;
      onMisfit?.({ id, problem: error.message });
    }
  }
}

function overlaid(
  entries: ReadonlyMap<string, CatalogueEntry>,
  given: { id: string; changes: Readonly<Record<string, unknown>>; where: string },
): CatalogueEntry {
  const { id, where } = given;
  const { like, ...changes } = given.changes;
  const from = typeof like === "string" ? like : id;
  const base = entries.get(from) ?? vendors.find((vendor) => vendor.id === from)?.template;
  if (!base)
    throw new CannotStart(
      `${where}, is new: give it "like" with the id of the model it starts from, one of ${[...entries.keys()].join(", ")}.`,
    );
  const ownFields = vendors.find((vendor) => vendor.id === base.vendor)?.ownFields ?? {};
  let entry: CatalogueEntry = {
    ...base,
    id,
    // What the vendor calls it; where it is called nothing by itself, it stays so.
    ...("calls" in base && typeof base.calls === "string" && id !== base.id && { calls: id }),
  };
  // Another model's references would go to the one that this is like.
  if (entry.id !== base.id && Object.hasOwn(ownFields, "edits") && changes["edits"] === undefined)
    entry = Object.assign({}, entry, { edits: null, maxReferenceImages: 0 });
  // Whoever sets other prices has them from elsewhere, or from another day.
  if ("prices" in changes || "imageTokens" in changes) entry = withoutSource(entry);
  for (const [field, value] of Object.entries(changes)) {
    const problem = fieldProblem({ ownFields, field, value });
    if (problem) throw new CannotStart(`${where}: ${problem}`);
    entry = { ...entry, [field]: mergedField(Object.entries(entry), field, value) };
  }
  return complete(entry, where);
}

function withoutSource({ pricedOn: _day, source: _source, ...entry }: CatalogueEntry) {
  return entry;
}

/** Objects are laid over field by field, so that one price or one size can be changed alone. */
function mergedField(fields: [string, unknown][], field: string, value: unknown): unknown {
  const old = fields.find(([name]) => name === field)?.[1];
  return isRecord(old) && isRecord(value) ? { ...old, ...value } : value;
}

function complete(entry: CatalogueEntry, where: string): CatalogueEntry {
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
