import type { PauseCode } from "@bunch/contracts/error-codes";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { reasonsOf } from "./google-error.ts";
import type { GoogleError } from "./google-error.ts";
import type { ServiceWords } from "./google-service.ts";
import { sentenceWith } from "../http/own-words.ts";
import { nextPacificMidnightMs } from "./pacific-midnight.ts";
import { hasZeroLimit, perMinuteLimit, quotaIds, retryDelayMs } from "./retry-info.ts";

type ErrorInput = {
  status: number;
  /** What the headers ask to wait. */
  retryAfterMs?: number | undefined;
  error: GoogleError;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  nowMs: number;
  words: ServiceWords;
};

/** The gateway gave up waiting, the model perhaps not: 524 is a proxy's way to say 504. */
const gaveUpWaiting = new Set([408, 499, 504, 524]);

/** Reads an answer whose HTTP status is an error: whose fault it is, and what helps. */
export function readError(input: ErrorInput): Reading {
  const { status, error } = input;
  const { message: words } = error;
  if (gaveUpWaiting.has(status) || error.status === "DEADLINE_EXCEEDED")
    return {
      kind: "ambiguous",
      message: sentenceWith(
        `The provider gave up waiting (${status}); the picture may have been drawn and billed.`,
        words,
      ),
    };
  if (status === 402 || ((status === 403 || status === 429) && /\bcredits?\b/iu.test(words)))
    return account("no_credit", "The provider's account has no credit left.", words);
  if (status === 400) return readBadRequest(error);
  if (status === 401) return account("bad_key", input.words.badKey, words);
  if (status === 403) return readForbidden(error);
  if (status === 404) return readNotFound(input);
  if (status === 429) return readTooMany(input);
  if (status > 404 && status < 500)
    return {
      kind: "bad_request",
      message: sentenceWith(`The provider refused this request (${status}).`, words),
    };
  const sentence =
    status >= 300 && status < 400
      ? `The provider's address sends elsewhere (${status}), where no call is made; check ${input.words.variable}.`
      : `The provider failed (${status}).`;
  return { kind: "provider_failed", message: sentenceWith(sentence, words) };
}

function readBadRequest(error: GoogleError): Reading {
  const { message: words } = error;
  const aboutTheKey =
    reasonsOf(error).includes("API_KEY_INVALID") ||
    /\bAPI key (?:not valid|expired|not found)/iu.test(words);
  if (aboutTheKey)
    return account("bad_key", "The API key is not valid; give another one and resume.", words);
  if (error.status === "FAILED_PRECONDITION" || /\blocation is not supported/iu.test(words))
    return account("location", "The provider does not serve this account or place.", words);
  return {
    kind: "bad_request",
    message: sentenceWith("The provider refused this request (400).", words),
  };
}

function readForbidden(error: GoogleError): Reading {
  const { message: words } = error;
  if (/unregistered callers/iu.test(words))
    return account("bad_key", "The call reached the provider without a valid API key.", words);
  if (reasonsOf(error).includes("BILLING_DISABLED"))
    return account("no_credit", "Nobody pays for this project: its billing is not enabled.", words);
  // Vertex AI asks the project who may use it.
  if (reasonsOf(error).includes("IAM_PERMISSION_DENIED"))
    return account(
      "key_blocked",
      "Whoever this key stands for may not use the model in this project.",
      words,
    );
  return account("key_blocked", "The provider has blocked the API key or its project.", words);
}

function readNotFound(input: ErrorInput): Reading {
  const { entry, error, catalogue } = input;
  const live = catalogue.filter((one) => one.status === "live" && one.id !== entry.id);
  const newest = live.toSorted((a, b) => (a.releasedOn < b.releasedOn ? 1 : -1));
  const other =
    live.find((one) => one.id === entry.successor) ??
    newest.find((one) => one.mayBeDefault) ??
    newest[0];
  const advice = other ? ` Start again with ${other.id}.` : "";
  return account(
    "model_gone",
    `The provider does not serve ${entry.id} at this address.${advice}`,
    error.message,
  );
}

function readTooMany({ error, nowMs, retryAfterMs }: ErrorInput): Reading {
  const { message: words } = error;
  if (hasZeroLimit(error))
    return account("spending_cap", "This account may not use the model: its limit is zero.", words);
  if (/\bspend(?:ing)? cap\b/iu.test(words))
    return account("spending_cap", "The account's spending cap is reached.", words);
  const quotas = quotaIds(error);
  // The delay that such an answer also carries is a lie.
  if (quotas.some((quotaId) => quotaId.includes("PerDay")))
    return account(
      "daily_quota",
      "The account's limit for today is reached; it goes on by itself after midnight in California.",
      words,
      new Date(nextPacificMidnightMs(nowMs)).toISOString(),
    );
  const waitMs = retryDelayMs(error) ?? retryAfterMs ?? null;
  if (waitMs !== null)
    return {
      kind: "rate_limited",
      waitMs,
      perMinute: perMinuteLimit(error),
      message: sentenceWith("The provider asks to go slower.", words),
    };
  return { kind: "overloaded", message: sentenceWith("The provider is overloaded (429).", words) };
}

function account(
  code: PauseCode,
  sentence: string,
  words: string,
  until: string | null = null,
): Reading {
  return { kind: "account", reason: { code, message: sentenceWith(sentence, words), until } };
}
