import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** A catalogue entry with what only this vendor's requests need to know. */
export type A1111Entry = CatalogueEntry & {
  /** The checkpoint, as the server's list calls it; null for the one that is loaded. */
  calls: string | null;
  steps: number;
  cfgScale: number;
  /** Null for the server's own. */
  sampler: string | null;
  /** What no picture shall show; may be empty. */
  negativePrompt: string;
};
