import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";

/** A catalogue entry with what only a provider of the AI SDK needs to know. */
export type AiSdkEntry = CatalogueEntry & {
  /** The npm package of the provider, as `@ai-sdk/xai`. */
  package: string;
  /** What of the package makes the provider, as `createXai`; null where there is but one such thing. */
  provider: string | null;
  /** What the provider calls the model. */
  calls: string;
  /** Where it is served; null where the package says. */
  baseUrl: string | null;
  /** Whether the provider is told a ratio or a width and height: each takes one of the two. */
  sizing: "ratio" | "pixels";
};
