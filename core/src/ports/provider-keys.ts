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
  /** Which models it may call and which of its vendor's not, by what the provider said last; null where it never did. */
  models: string[] | null;
  missingModels: string[] | null;
};

/** What a provider said of a key. */
export type KeyTest = Pick<ProviderKey, "models" | "missingModels"> & {
  outcome: KeyVerdict["verdict"];
};

/** A key on its way into the list of its owner. */
export type NewProviderKey = Pick<ProviderKey, "id" | "vendor" | "name" | "lastFour"> & {
  userId: string;
  cameBy: CameBy;
  sealed: SealedKey;
  /** Null where nobody asked the provider. */
  test: KeyTest | null;
};

/** Remembered keys, as their owner keeps them. */
export type ProviderKeyStore = {
  /** The newest first. */
  list(input: { userId: string }): Promise<ProviderKey[]>;
  /** Null when the user has `most` of them already. */
  add(key: NewProviderKey & { most: number }): Promise<ProviderKey | null>;
  /** False when the user has no such key. */
  remove(input: { userId: string; keyId: string }): Promise<boolean>;
  /** One that says nothing of the models leaves what is known of them. */
  noteTest(input: { userId: string; keyId: string; test: KeyTest }): Promise<void>;
};

/** Remembered keys, as a submission takes one. */
export type RememberedKeys = {
  /** Null when the user has no such key. */
  find(input: { userId: string; keyId: string }): Promise<{
    id: string;
    vendor: string;
    sealed: SealedKey;
    missingModels: string[] | null;
  } | null>;
  noteUse(input: { userId: string; keyId: string }): Promise<void>;
};
