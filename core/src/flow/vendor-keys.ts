import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import { refuseForeignKey } from "../models/refuse-foreign-key.ts";
import type { ServerKeys } from "../models/server-keys.ts";
import type { ImageModels } from "../ports/image-model.ts";
import { Problem } from "../problem.ts";
import { givenKey, type RememberedKeyDoors } from "./remembered-key.ts";

/** The keys that a request brings, typed in or by the ids of remembered ones. */
export type GivenKeys = {
  /** For whichever vendor the models have. */
  apiKey: string | undefined;
  keyId: string | undefined;
  /** By vendor. */
  apiKeys: ReadonlyMap<string, string>;
  keyIds: ReadonlyMap<string, string>;
};

/**
 * The key to call each vendor's models with, for the vendors that need one. No vendor is sent another's: a key that does not
 * say whose it is counts only where one vendor is asked. A Problem names the vendor whose key is missing.
 */
export async function vendorKeys(
  doors: RememberedKeyDoors & { models: ImageModels },
  input: {
    userId: string;
    keys: GivenKeys;
    entries: readonly [CatalogueEntry, ...CatalogueEntry[]];
    /** The server's own keys by vendor, used where the request brings none. */
    serverKeys: ServerKeys;
  },
): Promise<ReadonlyMap<string, string>> {
  const { userId, keys, entries } = input;
  refuseUnclear(keys, entries);
  const found = new Map<string, string>();
  // A model without a key still looks whether a remembered one that is named is there.
  const asked = needing(entries).length > 0 ? needing(entries) : [entries[0]];
  for (const entry of asked) {
    const { vendor, needsKey } = entry;
    if (found.has(vendor)) continue;
    const apiKey = keys.apiKeys.get(vendor) ?? keys.apiKey;
    const keyId = keys.keyIds.get(vendor) ?? keys.keyId;
    const isNamed = keys.apiKeys.has(vendor) || keys.keyIds.has(vendor);
    const fieldOf = (field: "api_key" | "key_id") => (isNamed ? `${field}s.${vendor}` : field);
    const given = await givenKey(doors, { userId, apiKey, keyId, entry, field: fieldOf("key_id") });
    if (!needsKey) continue;
    if (given) refuseForeignKey(doors.models, { apiKey: given, vendor, field: fieldOf("api_key") });
    const key = given || input.serverKeys.get(vendor);
    if (!key) throw missingKey(entry, entries, doors.models);
    found.set(vendor, key);
  }
  return found;
}

const needing = (entries: readonly CatalogueEntry[]) => entries.filter((entry) => entry.needsKey);

/** Refuses a key of which nobody could say to whom it may go. */
function refuseUnclear(keys: GivenKeys, entries: readonly CatalogueEntry[]): void {
  const vendors = [...new Set(needing(entries).map(({ vendor }) => vendor))];
  const alone = keys.apiKey === undefined ? "key_id" : "api_key";
  if (vendors.length > 1 && (keys.apiKey ?? keys.keyId) !== undefined)
    throw new Problem(
      "bad_request",
      `${alone} does not say whose it is, and these models are drawn by ${vendors.join(" and ")}; none may see the key of another. Give ${alone}s, with a key for each by its name.`,
      { field: alone, allowed: vendors },
    );
  const known = new Set(entries.map(({ vendor }) => vendor));
  for (const [field, given] of [
    ["api_keys", keys.apiKeys] as const,
    ["key_ids", keys.keyIds] as const,
  ])
    for (const vendor of given.keys()) {
      if (!known.has(vendor))
        throw new Problem(
          "bad_request",
          `${field} holds a key for ${vendor}, who draws none of these models. Leave it out, or name one of: ${[...known].join(", ")}.`,
          { field: `${field}.${vendor}`, allowed: [...known] },
        );
      if (keys.apiKeys.has(vendor) && keys.keyIds.has(vendor))
        throw new Problem(
          "bad_request",
          `There are two keys for ${vendor}, in api_keys and in key_ids. Give one of them.`,
          { field: `key_ids.${vendor}` },
        );
    }
}

function missingKey(
  { name, vendor }: CatalogueEntry,
  { length }: readonly CatalogueEntry[],
  { vendors }: ImageModels,
): Problem {
  if (length === 1)
    return new Problem(
      "api_key_missing",
      `${name} needs an API key. Give one as api_key, or choose the simulator, which is free.`,
      { field: "api_key" },
    );
  const company = vendors.find(({ id }) => id === vendor)?.company ?? vendor;
  return new Problem(
    "api_key_missing",
    `${name} needs an API key of ${company}. Give one in api_keys as ${vendor}, or leave this model out.`,
    { field: `api_keys.${vendor}` },
  );
}
