import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageModel, ImageModels } from "@bunch/core/ports/image-model";
import type { GeminiEntry } from "./gemini/gemini-entry.ts";
import { createGemini } from "./gemini/model.ts";
import { simulatorCatalogue } from "./simulator/catalogue.ts";
import { createSimulator } from "./simulator/model.ts";

/** Puts every vendor behind one door; a new vendor is one line here. */
export function createImageModels(input: {
  gemini: {
    baseUrl: string;
    catalogue: readonly GeminiEntry[];
    proxyEnv?: Record<string, string | undefined> | undefined;
  };
}): ImageModels {
  const vendors: Record<string, { model: ImageModel; catalogue: readonly CatalogueEntry[] }> = {
    gemini: { model: createGemini(input.gemini), catalogue: input.gemini.catalogue },
    simulator: { model: createSimulator(), catalogue: simulatorCatalogue },
  };
  return {
    catalogue: Object.values(vendors).flatMap((vendor) => vendor.catalogue),
    modelOf: (vendor) => (Object.hasOwn(vendors, vendor) ? vendors[vendor]?.model : undefined),
  };
}
