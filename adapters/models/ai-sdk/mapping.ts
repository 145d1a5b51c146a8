import type { Warning } from "@bunch/contracts/envelope";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { SpooledAnswer } from "@bunch/core/ports/spool";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { askedPrice } from "../queued/asked-price.ts";
import {
  accountReading,
  goneReading,
  lostReading,
  statusReading,
  tooManyReading,
} from "../queued/readings.ts";
import { type Outcome, readOutcome } from "./kept-outcome.ts";

/** Translates what a provider of the AI SDK answered; errors by their status alone, as each has its own words. */
export function readAiSdk(input: {
  answer: SpooledAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  references: number;
}): Reading {
  const outcome = readOutcome(input.answer);
  if (!outcome) return lostReading("The provider's answer broke off.");
  if (outcome.is === "error") return readError(outcome, input);
  const { picture, count } = outcome;
  // Some bill a success without one, some do not.
  if (!picture) return lostReading("The provider answered without a picture.");
  return {
    kind: "picture",
    bytes: picture,
    costMicros: askedPrice(input) * count,
    pictures: count,
    warnings: outcome.warnings.length === 0 ? [] : [notHonoured(outcome.warnings)],
  };
}

function notHonoured(words: readonly string[]): Warning {
  const message = sentenceWith("The provider took no notice of a wish.", words.join("; "));
  return { code: "not_honoured", message };
}

function readError(
  { status, message }: Extract<Outcome, { is: "error" }>,
  input: Parameters<typeof readAiSdk>[0],
): Reading {
  switch (status) {
    case 401:
      return accountReading("bad_key", "The provider does not accept the API key.", message);
    case 402:
      return accountReading("no_credit", "The provider's account has no credit left.", message);
    case 403:
      return accountReading("key_blocked", "The provider does not let this API key draw.", message);
    case 404:
      return goneReading({ ...input, words: message });
    case 429:
      return tooManyReading(message, { retryAfterMs: input.answer.retryAfterMs });
    default:
      return statusReading({ status, words: message, variable: "baseUrl in models.json" });
  }
}
