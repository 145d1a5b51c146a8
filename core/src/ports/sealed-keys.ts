import type { KeyPurpose, SealedKey } from "./key-vault.ts";

/** A sealed key where it lies, with what it is good for. */
export type KeyAtRest = { id: string; account: string; sealed: SealedKey; purpose: KeyPurpose };

/** One kind of place in which sealed keys lie. */
export type SealedKeyPlace = {
  /** What lies there, in a word for whoever rotates. */
  name: "workflow" | "remembered key" | "webhook secret";
  /** How many keys lie there, by the id of the ENCRYPTION_KEY that sealed them. */
  count(): Promise<ReadonlyMap<string, number>>;
  /** Keys that lie there under another ENCRYPTION_KEY than this, `limit` at most, from where the last look ended. */
  notUnder(input: {
    keyId: string;
    after: Pick<KeyAtRest, "id" | "account"> | null;
    limit: number;
  }): Promise<KeyAtRest[]>;
  /** Puts keys that were sealed anew in their places, each only where the key of before still lies; tells how many these were. */
  replace(resealed: readonly { before: KeyAtRest; sealed: SealedKey }[]): Promise<number>;
};
