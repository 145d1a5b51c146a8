import { asOf } from "@bunch/core/models/as-of";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Misfit, StoredChange } from "@bunch/core/models/model-change";
import type { ImageModels } from "@bunch/core/ports/image-model";
import type { LaidCatalogue } from "@bunch/core/ports/laid-catalogue";
import { isRecord } from "./http/json-shape.ts";
import { loadCatalogue } from "./load-catalogue.ts";
import { createImageModels, type VendorSettings } from "./registry.ts";

type Lies = { models: ImageModels; misfits: readonly Misfit[]; changed: ReadonlySet<string> };

/**
 * The models of this server, whose catalogue can be laid anew while it works: whoever asks next has the new one, a call
 * under way ends with the entry and the vendor it began with. At midnight of UTC it is laid anew by itself.
 */
export function createChangingModels(input: {
  overrides?: unknown;
  found?: readonly CatalogueEntry[];
  generationTimeoutMs?: number | undefined;
  settings?: Readonly<Record<string, VendorSettings>>;
  proxyEnv?: Record<string, string | undefined> | undefined;
  /** The day of UTC. */
  today?: () => string;
}): ImageModels & LaidCatalogue {
  const { today = () => new Date().toISOString().slice(0, 10) } = input;
  const fromFile = new Set(
    (Array.isArray(input.overrides) ? input.overrides : []).filter(isRecord).map(({ id }) => id),
  );

  const modelsOf = (catalogue: readonly CatalogueEntry[]) =>
    createImageModels({ ...input, catalogue, today: today() });
  const beneath = loadCatalogue(input);
  const offered = new Set(modelsOf(beneath).vendors.map(({ id }) => id));
  const hasDefault = (catalogue: readonly CatalogueEntry[]) =>
    asOf(catalogue, today()).some(
      ({ vendor, mayBeDefault, status }) =>
        offered.has(vendor) && mayBeDefault && status === "live",
    );

  const laid = (changes: readonly StoredChange[]): Lies => {
    const misfits: Misfit[] = [];
    const needsDefault = hasDefault(beneath);
    const catalogue = loadCatalogue({
      ...input,
      changes,
      judge: (entries) => (needsDefault && !hasDefault(entries) ? noDefaultLeft : null),
      onMisfit: (misfit) => misfits.push(misfit),
    });
    const left = new Set(misfits.map(({ id }) => id));
    return {
      models: modelsOf(catalogue),
      misfits,
      changed: new Set(changes.map(({ id }) => id).filter((id) => !left.has(id))),
    };
  };

  let changes: readonly StoredChange[] = [];
  let lies = laid(changes);
  const now = (): Lies => {
    if (lies.models.today !== today()) lies = laid(changes);
    return lies;
  };
  return {
    get catalogue() {
      return now().models.catalogue;
    },
    get today() {
      return now().models.today;
    },
    get vendors() {
      return lies.models.vendors;
    },
    modelOf: (vendor) => now().models.modelOf(vendor),
    vendorOfKey: (apiKey) => lies.models.vendorOfKey(apiKey),
    lay: (next) => {
      changes = next;
      lies = laid(changes);
      return lies.misfits;
    },
    preview: (next) => {
      const { models, misfits } = laid(next);
      return { misfits, entryOf: (id) => models.catalogue.find((entry) => entry.id === id) };
    },
    get misfits() {
      return now().misfits;
    },
    changedBy: (id) => (now().changed.has(id) ? "screen" : fromFile.has(id) ? "file" : null),
  };
}

const noDefaultLeft =
  "Then no live model would be left for whoever chooses none. Let another be one first (mayBeDefault).";
