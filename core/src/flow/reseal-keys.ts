import type { RotatingVault } from "../ports/key-vault.ts";
import type { KeyAtRest, SealedKeyPlace } from "../ports/sealed-keys.ts";

/** What a rotation came to. */
export type Resealed = {
  /** By the kind of place. */
  resealed: ReadonlyMap<SealedKeyPlace["name"], number>;
  /** Keys that lay under the present ENCRYPTION_KEY before it began. */
  already: number;
  /** Keys that none of our ENCRYPTION_KEYs opens, by the id of the one that sealed them. */
  shut: ReadonlyMap<string, number>;
  /** False where others went on sealing under another key until the last look. */
  isDone: boolean;
};

/** While others write, a look may find what the last one could not see; this many are enough for anybody. */
const mostLooks = 20;

/**
 * Seals every stored key anew that does not lie under the present ENCRYPTION_KEY, batch by batch, while all others go on.
 * A key that is replaced meanwhile is left as it then is. Broken off anywhere it may be begun again; twice is once.
 */
export async function resealKeys(
  doors: { vault: RotatingVault; places: readonly SealedKeyPlace[] },
  input: { batch: number; signal: AbortSignal },
): Promise<Resealed> {
  const keyId = doors.vault.currentKeyId();
  const resealed = new Map<SealedKeyPlace["name"], number>();
  const shut = new Map<string, number>();
  let already = 0;
  let isDone = true;
  for (const place of doors.places) {
    already += (await place.count()).get(keyId) ?? 0;
    for (let look = 1; ; look += 1) {
      const found = await lookThrough(doors.vault, place, { ...input, keyId });
      resealed.set(place.name, (resealed.get(place.name) ?? 0) + found.replaced);
      if (found.opened === 0 || look === mostLooks) {
        isDone &&= found.opened === 0;
        for (const [id, keys] of found.shut) shut.set(id, (shut.get(id) ?? 0) + keys);
        break;
      }
    }
  }
  return { resealed, already, shut, isDone };
}

/** One look at everything that lies in a place. */
async function lookThrough(
  vault: RotatingVault,
  place: SealedKeyPlace,
  input: { keyId: string; batch: number; signal: AbortSignal },
): Promise<{ opened: number; replaced: number; shut: Map<string, number> }> {
  const shut = new Map<string, number>();
  let [opened, replaced] = [0, 0];
  let after: KeyAtRest | null = null;
  do {
    input.signal.throwIfAborted();
    const found: KeyAtRest[] = await place.notUnder({
      keyId: input.keyId,
      after,
      limit: input.batch,
    });
    after = found.at(-1) ?? null;
    const anew = found.flatMap((before) => {
      const apiKey = vault.open({ sealed: before.sealed, ...before.purpose });
      if (apiKey !== null) return [{ before, sealed: vault.seal({ apiKey, ...before.purpose }) }];
      shut.set(before.sealed.keyId, (shut.get(before.sealed.keyId) ?? 0) + 1);
      return [];
    });
    opened += anew.length;
    if (anew.length > 0) replaced += await place.replace(anew);
  } while (after !== null);
  return { opened, replaced, shut };
}
