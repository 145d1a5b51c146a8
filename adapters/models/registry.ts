import { asOf } from "@bunch/core/models/as-of";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageModels } from "@bunch/core/ports/image-model";
import { a1111 } from "./a1111/vendor.ts";
import { aiSdk } from "./ai-sdk/vendor.ts";
import { bfl } from "./bfl/vendor.ts";
import { comfyui } from "./comfyui/vendor.ts";
import { fal } from "./fal/vendor.ts";
import { gemini } from "./gemini/vendor.ts";
import { vertex } from "./gemini/vertex-vendor.ts";
import { openai } from "./openai/vendor.ts";
import { replicate } from "./replicate/vendor.ts";
import { simulator } from "./simulator/vendor.ts";
import { erased } from "./vendor.ts";

/** Every vendor, in the order in which they are offered; a new one is one line here. */
export const vendors = [
  erased(gemini),
  erased(openai),
  erased(vertex),
  erased(bfl),
  erased(fal),
  erased(replicate),
  erased(a1111),
  erased(comfyui),
  erased(aiSdk),
  erased(simulator),
];

/** Where a vendor is reached; none where what its folder says is right. */
export type VendorSettings = { baseUrl?: string | undefined; isOffered: boolean };

/** Looks at the start whether every vendor's models can be served; throws a sentence that says what to mend. */
export async function prepareVendors(catalogue: readonly CatalogueEntry[]): Promise<void> {
  for (const vendor of vendors) await vendor.prepare?.(catalogue);
}

/** Puts every vendor that is offered behind one door. What is not named in `settings` is offered where it always is. */
export function createImageModels(input: {
  catalogue: readonly CatalogueEntry[];
  /** The day of UTC as of which it is told what is shut down; that of now unless given. */
  today?: string;
  settings?: Readonly<Record<string, VendorSettings>>;
  proxyEnv?: Record<string, string | undefined> | undefined;
}): ImageModels {
  const { settings = {}, today = new Date().toISOString().slice(0, 10), proxyEnv } = input;
  const catalogue = asOf(input.catalogue, today);
  const offered = vendors.filter(
    ({ id, alwaysOffered }) =>
      settings[id]?.isOffered ?? (alwaysOffered && catalogue.some((entry) => entry.vendor === id)),
  );
  const models = new Map(
    offered.map((vendor) => [
      vendor.id,
      vendor.create({
        baseUrl: settings[vendor.id]?.baseUrl ?? vendor.baseUrl ?? "",
        catalogue: catalogue.filter((entry) => entry.vendor === vendor.id),
        proxyEnv,
      }),
    ]),
  );
  return {
    catalogue: catalogue.filter((entry) => models.has(entry.vendor)),
    today,
    vendors: offered.map(({ id, name, company, variable }) => ({
      id,
      name,
      company,
      keyVariable: variable && `${variable}_API_KEY`,
    })),
    modelOf: (vendor) => models.get(vendor),
    // Two of Google's take the same keys: whoever is meant is asked first.
    vendorOfKey: (apiKey, meant) =>
      offered
        .toSorted((one, other) => Number(other.id === meant) - Number(one.id === meant))
        .find((vendor) => vendor.ownsKey(apiKey.trim()))?.id,
  };
}
