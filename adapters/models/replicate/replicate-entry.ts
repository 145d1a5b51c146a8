import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** A catalogue entry with what only this vendor's requests need to know: each model names its fields as it likes. */
export type ReplicateEntry = CatalogueEntry & {
  /** The model as `owner/name`. */
  calls: string;
  /** The field that takes references, a list; null where the model takes none. */
  referencesAs: string | null;
  /** The field that takes the size, and what the sizes are called there; null where there is but one. */
  sizeAs: string | null;
  sizeWords: Readonly<Record<string, string>>;
  /** Fields that are sent as they are. */
  alsoSends: Readonly<Record<string, string | number | boolean>>;
};
