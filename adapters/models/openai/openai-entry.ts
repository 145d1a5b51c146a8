import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** How much work the model puts into a picture; the price grows with it. */
export type Quality = "low" | "medium" | "high" | "xhigh" | "max";

/** A catalogue entry with what only this vendor's requests need to know. */
export type OpenAiEntry = CatalogueEntry & {
  /** What the vendor calls the model: one model is here as often as there are qualities to choose from. */
  calls: string;
  /** Null for servers that know no quality and would refuse to be told one. */
  quality: Quality | null;
};
