import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** How a model is told what to draw: in pixels, or as a ratio and a class of resolution. */
export type FalSizing = "pixels" | "resolution";

/** A catalogue entry with what only this vendor's requests need to know. */
export type FalEntry = CatalogueEntry & {
  /** The path of the model that draws from words. */
  calls: string;
  /** The path of the one that is guided by references; null where there is none, or none whose price can be told. */
  edits: string | null;
  sizing: FalSizing;
  /** Fields that are sent as they are, each model having its own. */
  alsoSends: Readonly<Record<string, string | number | boolean>>;
};
