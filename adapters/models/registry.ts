import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageModel, ImageModels } from "@bunch/core/ports/image-model";
import type { GeminiEntry } from "./gemini/gemini-entry.ts";
import { createGemini } from "./gemini/model.ts";
import { isGoogleKey } from "./gemini/own-key.ts";
import { createOpenAi } from "./openai/model.ts";
import type { OpenAiEntry } from "./openai/openai-entry.ts";
import { isOpenAiKey } from "./openai/own-key.ts";
import { simulatorCatalogue } from "./simulator/catalogue.ts";
import { createSimulator } from "./simulator/model.ts";

type Served<Entry> = {
  baseUrl: string;
  catalogue: readonly Entry[];
  proxyEnv?: Record<string, string | undefined> | undefined;
};

type Vendor = {
  model: ImageModel;
  catalogue: readonly CatalogueEntry[];
  /** Whether a key surely is this vendor's. */
  ownsKey: (apiKey: string) => boolean;
};

const ownsNone = () => false;

/** Puts every vendor behind one door; a new vendor is one line here. A vendor that is left out is not served. */
export function createImageModels(input: {
  gemini: Served<GeminiEntry>;
  openai?: Served<OpenAiEntry>;
}): ImageModels {
  const { gemini, openai } = input;
  const vendors: Record<string, Vendor> = {
    gemini: { model: createGemini(gemini), catalogue: gemini.catalogue, ownsKey: isGoogleKey },
    ...(openai && {
      openai: { model: createOpenAi(openai), catalogue: openai.catalogue, ownsKey: isOpenAiKey },
    }),
    simulator: { model: createSimulator(), catalogue: simulatorCatalogue, ownsKey: ownsNone },
  };
  return {
    catalogue: Object.values(vendors).flatMap((vendor) => vendor.catalogue),
    modelOf: (vendor) => (Object.hasOwn(vendors, vendor) ? vendors[vendor]?.model : undefined),
    vendorOfKey: (apiKey) =>
      Object.entries(vendors).find(([, vendor]) => vendor.ownsKey(apiKey.trim()))?.[0],
  };
}
