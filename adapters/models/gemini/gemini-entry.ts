import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** A catalogue entry with what only this vendor's requests need to know. */
export type GeminiEntry = CatalogueEntry & {
  /** False for models that draw one size and refuse to be told which. */
  sendsImageSize: boolean;
};

/** An entry of Vertex AI, which serves the same models: there they need ids of their own. */
export type VertexEntry = GeminiEntry & {
  /** What Google calls the model. */
  calls: string;
};

/** What Google calls a model: its id, unless the entry says otherwise. */
export function calledOf(entry: CatalogueEntry): string {
  return "calls" in entry && typeof entry.calls === "string" ? entry.calls : entry.id;
}
