import type { CameBy } from "../ports/came-by.ts";
import type { KeyVault } from "../ports/key-vault.ts";
import type { KeyTest, ProviderKey, ProviderKeyStore } from "../ports/provider-keys.ts";
import { Problem } from "../problem.ts";

const mostKeys = 50;
/** Of a shorter key four characters would be a large part. */
const shortestShown = 12;

/** Seals a key for its owner and keeps it; told of it is all but the key. */
export async function rememberKey(
  doors: { providerKeys: ProviderKeyStore; vault: KeyVault; newId: () => string },
  input: {
    userId: string;
    cameBy: CameBy;
    vendor: string;
    name: string | null;
    apiKey: string;
    /** Null where nobody asked the provider. */
    test: KeyTest | null;
  },
): Promise<ProviderKey> {
  const { userId, cameBy, vendor, test } = input;
  const id = doors.newId();
  const apiKey = input.apiKey.trim();
  const added = await doors.providerKeys.add({
    id,
    userId,
    cameBy,
    vendor,
    name: input.name?.trim() || null,
    sealed: doors.vault.seal({ apiKey, userId, providerKeyId: id }),
    lastFour: apiKey.length >= shortestShown ? apiKey.slice(-4) : null,
    test,
    most: mostKeys,
  });
  if (added) return added;
  throw new Problem(
    "wrong_state",
    `You have ${mostKeys} keys already, which is the most. Delete one that you no longer use.`,
  );
}
