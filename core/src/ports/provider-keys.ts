import type { CameBy } from "./came-by.ts";
import type { KeyVerdict } from "./image-model.ts";
import type { SealedKey } from "./key-vault.ts";

/** A remembered key, as far as it is ever told; moments in ISO 8601. */
export type ProviderKey = {
  id: string;
  vendor: string;
  name: string | null;
  /** Null where the key is too short to show a part of it. */
  lastFour: string | null;
  createdAt: string;
  lastUsedAt: string | null;
  testedAt: string | null;
  testOutcome: KeyVerdict["verdict"] | null;
};

/** A key on its way into the list of its owner. */
export type NewProviderKey = Pick<
  ProviderKey,
  "id" | "vendor" | "name" | "lastFour" | "testOutcome"
> & { userId: string; cameBy: CameBy; sealed: SealedKey };

/** Remembered keys, as their owner keeps them. */
export type ProviderKeyStore = {
  /** The newest first. */
  list(input: { userId: string }): Promise<ProviderKey[]>;
  /** Null when the user has `most` of them already. */
  add(key: NewProviderKey & { most: number }): Promise<ProviderKey | null>;
  /** False when the user has no such key. */
  remove(input: { userId: string; keyId: string }): Promise<boolean>;
};

/** Remembered keys, as a submission takes one. */
export type RememberedKeys = {
  /** Null when the user has no such key. */
  find(input: {
    userId: string;
    keyId: string;
  }): Promise<{ id: string; vendor: string; sealed: SealedKey } | null>;
  noteUse(input: { userId: string; keyId: string }): Promise<void>;
};
