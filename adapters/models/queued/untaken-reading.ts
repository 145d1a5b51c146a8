import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { accountReading, goneReading, statusReading, tooManyReading } from "./readings.ts";

/**
 * Reads an answer with which a request was not taken by what the status says at every vendor of this kind: whose fault it is,
 * and what helps. Nothing was drawn. What a vendor means otherwise it decides before.
 */
export function untakenReading(input: {
  status: number;
  words: string;
  /** The environment variable of the vendor's address. */
  variable: string;
  retryAfterSeconds?: unknown;
  retryAfterMs?: number | undefined;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
}): Reading {
  const { status, words } = input;
  switch (status) {
    case 401:
      return badKeyReading(words);
    case 402:
      return noCreditReading(words);
    case 403:
      return accountReading("key_blocked", "The provider does not let this API key draw.", words);
    case 404:
      return goneReading(input);
    case 429:
      return tooManyReading(words, input);
    default:
      return statusReading(input);
  }
}

export function badKeyReading(words: string): Reading {
  return accountReading("bad_key", "The provider does not accept the API key.", words);
}

export function noCreditReading(words: string): Reading {
  return accountReading("no_credit", "The provider's account has no credit left.", words);
}
