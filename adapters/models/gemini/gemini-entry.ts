import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** A catalogue entry with what only this vendor's requests need to know. */
export type GeminiEntry = CatalogueEntry & {
  /** False for models that draw one size and refuse to be told which. */
  sendsImageSize: boolean;
};
