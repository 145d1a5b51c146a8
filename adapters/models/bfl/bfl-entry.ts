import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** Which of its generations a model belongs to: each is spoken to in its own way. */
type BflGeneration = "flux-2" | "flux-3";

/** A catalogue entry with what only this vendor's requests need to know. */
export type BflEntry = CatalogueEntry & {
  /** The path of the model. */
  calls: string;
  generation: BflGeneration;
};
