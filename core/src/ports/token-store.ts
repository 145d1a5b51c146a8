import type { TokenScope } from "@bunch/contracts/token";
import type { CameBy } from "./came-by.ts";

/** A token as its owner sees it, once it was made; times are ISO 8601. */
export type StoredToken = {
  id: string;
  name: string;
  scope: TokenScope;
  lastFour: string;
  createdAt: string;
  /** To the minute; null until it is used. */
  lastUsedAt: string | null;
  /** Null for one that does not expire. */
  expiresAt: string | null;
  revokedAt: string | null;
};

/** Tokens for scripts; of each its hash alone is kept. */
export type TokenStore = {
  /** Null, and nothing stored, when the person has `most` live ones already. */
  create(input: {
    userId: string;
    cameBy: CameBy;
    tokenId: string;
    name: string;
    scope: TokenScope;
    /** SHA-256, 32 bytes. */
    hash: Uint8Array;
    lastFour: string;
    /** Null for one that does not expire. */
    expiresInDays: number | null;
    most: number;
  }): Promise<StoredToken | null>;
  /** The newest first, revoked and expired ones included. */
  list(input: { userId: string; limit: number }): Promise<StoredToken[]>;
  /** From its commit on the token opens nothing; twice is once. Null when the person has no such token. */
  revoke(input: { userId: string; cameBy: CameBy; tokenId: string }): Promise<StoredToken | null>;
  /** Whose live token has this hash, noting that it was used; null for every other one. */
  personBy(input: { hash: Uint8Array }): Promise<{ userId: string; scope: TokenScope } | null>;
};
