import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { ImageModel } from "@bunch/core/ports/image-model";
import type { FieldCheck } from "./catalogue-fields.ts";
import type { CallLimits } from "./http/call-once.ts";

/** What the registry needs to know of a vendor; each folder exports one in its `vendor.ts`. */
export type Vendor<Entry extends CatalogueEntry = CatalogueEntry> = {
  /** As catalogue entries and stored keys name it. */
  id: string;
  /** As people call it, and whoever answers for its keys. */
  name: string;
  company: string;
  /** What its variables begin with: `OPENAI` of `OPENAI_BASE_URL` and `OPENAI_API_KEY`; null where nothing can be set. */
  variable: string | null;
  /** Where it is served unless its BASE_URL says otherwise; null where only whoever runs it knows. */
  baseUrl: string | null;
  /** Whether its models can be chosen though none of its variables is set. */
  alwaysOffered: boolean;
  catalogue: readonly Entry[];
  /** What its entries have beyond those of all vendors, and what a user's models.json may write there. */
  ownFields: Readonly<Record<string, FieldCheck>>;
  /** What a model of a user's list begins from whose `like` is the vendor's id; of a vendor without a catalogue of its own. */
  template?: Entry;
  /** Looks at the start whether its entries can be served; throws a CannotStart with a sentence. */
  prepare?(entries: readonly Entry[]): Promise<void>;
  create(input: Served<Entry>): ImageModel;
  /** Whether a key surely is this vendor's, by its look alone. */
  ownsKey(apiKey: string): boolean;
};

/** What a vendor is made with: where it is reached, and what it serves with the user's changes. */
export type Served<Entry> = {
  baseUrl: string;
  catalogue: readonly Entry[];
  /** The environment's proxy settings, where they are to be used. */
  proxyEnv?: Record<string, string | undefined> | undefined;
  limits?: CallLimits;
};

/** Where nothing in a key tells whose it is. */
export const ownsNone = (): boolean => false;

/** One vendor among all: what is made with its own entries is given no others. */
export function erased<Entry extends CatalogueEntry>(vendor: Vendor<Entry>): Vendor {
  // An entry is made from one of the vendor's own, whose fields cannot be taken away.
  const ownOf = (catalogue: readonly CatalogueEntry[]) =>
    catalogue.filter((entry): entry is Entry => entry.vendor === vendor.id);
  return {
    ...vendor,
    prepare: async (entries) => vendor.prepare?.(ownOf(entries)),
    create: (served) => vendor.create({ ...served, catalogue: ownOf(served.catalogue) }),
  };
}
