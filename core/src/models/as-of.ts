import type { CatalogueEntry } from "./catalogue-entry.ts";

/** The catalogue on a day (ISO, UTC): a model whose last day has come is shut down, whoever has not noted it yet. */
export function asOf(
  catalogue: readonly CatalogueEntry[],
  today: string,
): readonly CatalogueEntry[] {
  return catalogue.map((entry) =>
    entry.status === "live" && entry.shutDownOn !== null && entry.shutDownOn <= today
      ? { ...entry, status: "shut_down" }
      : entry,
  );
}
