import type { CatalogueEntry } from "./catalogue-entry.ts";
import { successorOf } from "./successor-of.ts";

/** What to draw with in place of a model: its successor, or else the newest live one of the same vendor that a key may call. */
export function insteadOf(input: {
  catalogue: readonly CatalogueEntry[];
  entry: CatalogueEntry;
  missing: readonly string[];
}): CatalogueEntry | undefined {
  const { catalogue, entry, missing } = input;
  const isToBeHad = (one: CatalogueEntry | undefined) => one && !missing.includes(one.id);
  const successor = successorOf(catalogue, entry);
  if (isToBeHad(successor)) return successor;
  return catalogue
    .filter((one) => one.vendor === entry.vendor && one.id !== entry.id)
    .filter((one) => one.status === "live" && isToBeHad(one))
    .toSorted(
      (a, b) =>
        Number(b.mayBeDefault) - Number(a.mayBeDefault) || b.releasedOn.localeCompare(a.releasedOn),
    )[0];
}
