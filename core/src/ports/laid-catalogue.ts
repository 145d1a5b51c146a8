import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { Misfit, StoredChange } from "../models/model-change.ts";

/** The catalogue as it lies: what comes with this version, over it the user's file, over that what admins changed on screen. */
export type LaidCatalogue = {
  /** Lays these changes in place of the former ones. One that does not fit is left out, and told. */
  lay: (changes: readonly StoredChange[]) => readonly Misfit[];
  /** What would come of these; nothing is laid. */
  preview: (changes: readonly StoredChange[]) => {
    entryOf: (id: string) => CatalogueEntry | undefined;
    misfits: readonly Misfit[];
  };
  /** Which of the laid changes do not fit. */
  readonly misfits: readonly Misfit[];
  /** Who changed or added a model; null where it is as it came. */
  changedBy: (id: string) => "file" | "screen" | null;
};
