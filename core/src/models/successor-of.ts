import type { CatalogueEntry } from "./catalogue-entry.ts";

/** The live model that follows one, over as many steps as it takes; undefined where the catalogue names none. */
export function successorOf(
  catalogue: readonly CatalogueEntry[],
  entry: CatalogueEntry,
): CatalogueEntry | undefined {
  const seen = new Set([entry.id]);
  let next: CatalogueEntry | undefined = entry;
  do {
    const id: string | null = next.successor;
    next = catalogue.find((one) => one.id === id);
    // Two that name each other would be followed for ever.
    if (!next || seen.has(next.id)) return undefined;
    seen.add(next.id);
  } while (next.status === "shut_down");
  return next;
}
