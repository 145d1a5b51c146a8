import type { CatalogueEntry } from "../models/catalogue-entry.ts";
import type { KeyVault, SealedKey } from "../ports/key-vault.ts";
import type { RememberedKeys } from "../ports/provider-keys.ts";
import { Problem } from "../problem.ts";

export type RememberedKeyDoors = {
  providerKeys: RememberedKeys;
  vault: KeyVault;
  /** Told each key that is opened, so that no log ever shows it. */
  hideSecret: (secret: string) => void;
};

/** Opens a remembered key for a model, and notes the use. A Problem tells whoever names one that is not theirs, not for that model's vendor, or no longer to be opened. */
export async function rememberedKey(
  doors: RememberedKeyDoors,
  input: {
    userId: string;
    keyId: string;
    /** Undefined where the catalogue no longer knows the model. */
    entry: CatalogueEntry | undefined;
    /** Where the request names it, unless that is `key_id`. */
    field?: string;
  },
): Promise<string> {
  const { userId, keyId, entry } = input;
  const field = input.field ?? "key_id";
  const found = await doors.providerKeys.find({ userId, keyId });
  if (!found) throw noSuchKey({ field });
  if (entry && !entry.needsKey) return "";
  if (entry && entry.vendor !== found.vendor)
    throw new Problem(
      "bad_request",
      `This key is one for ${found.vendor}, and ${entry.name} is drawn by ${entry.vendor}, who must not see it. Choose another key, or another model.`,
      { field },
    );
  const apiKey = opened(doors, { userId, found });
  await doors.providerKeys.noteUse({ userId, keyId: found.id });
  return apiKey;
}

/** Opens a remembered key without using it up: for whoever asks what it is worth. */
export async function openRemembered(
  doors: RememberedKeyDoors,
  input: { userId: string; keyId: string },
): Promise<{ apiKey: string; vendor: string }> {
  const found = await doors.providerKeys.find(input);
  if (!found) throw noSuchKey({ field: "key_id" });
  return { apiKey: opened(doors, { userId: input.userId, found }), vendor: found.vendor };
}

function opened(
  doors: RememberedKeyDoors,
  { userId, found }: { userId: string; found: { id: string; sealed: SealedKey } },
): string {
  const apiKey = doors.vault.open({ sealed: found.sealed, userId, providerKeyId: found.id });
  if (apiKey === null)
    throw new Problem(
      "key_unreadable",
      "This remembered key cannot be opened any more: ENCRYPTION_KEY has changed since. Put the former key back as ENCRYPTION_KEY_PREVIOUS and restart, or delete this key and add it anew.",
      { field: "key_id" },
    );
  doors.hideSecret(apiKey);
  return apiKey;
}

/** Models that the provider has said a remembered key may not call; none where the key is not known. */
export async function missingModels(
  doors: Pick<RememberedKeyDoors, "providerKeys">,
  { userId, keyIds }: { userId: string; keyIds: readonly string[] },
): Promise<string[]> {
  const keys = await Promise.all(keyIds.map((keyId) => doors.providerKeys.find({ userId, keyId })));
  return keys.flatMap((key) => key?.missingModels ?? []);
}

/** The key that a request brings, typed in or remembered; empty where it brings none. */
export function givenKey(
  doors: RememberedKeyDoors,
  input: {
    userId: string;
    apiKey: string | undefined;
    keyId: string | undefined;
    entry: CatalogueEntry;
    field?: string;
  },
): Promise<string> | string {
  const { userId, keyId, entry, field } = input;
  if (keyId === undefined) return (input.apiKey ?? "").trim();
  return rememberedKey(doors, { userId, keyId, entry, ...(field !== undefined && { field }) });
}

/** The one answer for unknown keys and for those of others. */
export function noSuchKey(details?: { field: string }): Problem {
  return new Problem(
    "not_found",
    "There is no such key. Look at the list of your keys, or add it anew.",
    details,
  );
}
