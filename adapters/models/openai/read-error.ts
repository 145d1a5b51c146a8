import type { PauseCode } from "@bunch/contracts/error-codes";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import type { OpenAiError } from "./openai-error.ts";
import { perMinuteLimit, retryHintMs } from "./retry-hint.ts";

type ErrorInput = {
  status: number;
  /** What the headers ask to wait. */
  retryAfterMs?: number | undefined;
  error: OpenAiError;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
};

/** The gateway gave up waiting, the model perhaps not: 524 is a proxy's way to say 504. */
const gaveUpWaiting = new Set([408, 499, 504, 524]);
/** What the vendor calls an account that has no money left; the last is an older name. */
const noCredit = new Set(["credit_balance_exhausted", "billing_not_active", "insufficient_quota"]);
const capReached = new Set([
  "organization_spend_limit_exceeded",
  "project_spend_limit_exceeded",
  "organization_usage_limit_exceeded",
  "billing_hard_limit_reached",
]);
const refusals = new Set(["moderation_blocked", "content_policy_violation"]);

/** Reads an answer whose HTTP status is an error: whose fault it is, and what helps. */
export function readError(input: ErrorInput): Reading {
  const { status, error } = input;
  const { message: words, code, type } = error;
  if (gaveUpWaiting.has(status))
    return {
      kind: "ambiguous",
      message: sentenceWith(
        `The provider gave up waiting (${status}); the picture may have been drawn and billed.`,
        words,
      ),
    };
  if (refusals.has(code)) return refused(error);
  if (capReached.has(code))
    return account("spending_cap", "The account's spending limit is reached.", words);
  if (status === 402 || noCredit.has(code) || type === "insufficient_quota")
    return account("no_credit", "The provider's account has no credit left.", words);
  if (status === 401) return account("bad_key", "The provider does not accept the API key.", words);
  if (status === 403) return readForbidden(error);
  if (status === 404) return readNotFound(input);
  if (status === 429) return readTooMany(input);
  if (status >= 400 && status < 500)
    return {
      kind: "bad_request",
      message: sentenceWith(`The provider refused this request (${status}).`, words),
    };
  const sentence =
    status >= 300 && status < 400
      ? `The provider's address sends elsewhere (${status}), where no call is made; check OPENAI_BASE_URL.`
      : `The provider failed (${status}).`;
  return { kind: "provider_failed", message: sentenceWith(sentence, words) };
}

/** A filter in front of the model says no to the prompt; one behind it withholds this one picture. Neither is billed. */
function refused({ stage, message: words }: OpenAiError): Reading {
  const isOutput = stage === "output";
  return {
    kind: "no_picture",
    ...(isOutput
      ? ({ why: "filtered", code: "filtered" } as const)
      : ({ why: "refused", code: "refused" } as const)),
    message: sentenceWith(
      isOutput
        ? "The model's filter withheld the picture; false alarms are common."
        : "The model refused this prompt.",
      words,
    ),
    costMicros: 0,
  };
}

function readForbidden({ code, message: words }: OpenAiError): Reading {
  if (code === "unsupported_country_region_territory")
    return account("location", "The provider does not serve this account or place.", words);
  return account("key_blocked", "The provider does not let this API key draw.", words);
}

function readNotFound({ entry, error, catalogue }: ErrorInput): Reading {
  const live = catalogue.filter((one) => one.status === "live" && one.id !== entry.id);
  const newest = live.toSorted((a, b) => (a.releasedOn < b.releasedOn ? 1 : -1));
  const other = live.find((one) => one.id === entry.successor) ?? newest[0];
  const advice = other ? ` Start again with ${other.id}.` : "";
  return account(
    "model_gone",
    `The provider does not serve ${entry.id} at this address.${advice}`,
    error.message,
  );
}

function readTooMany({ error: { message: words }, retryAfterMs }: ErrorInput): Reading {
  if (/\bLimit:? 0\b/u.test(words))
    return account("spending_cap", "This account may not use the model: its limit is zero.", words);
  const waitMs = retryHintMs(words) ?? retryAfterMs ?? null;
  if (waitMs === null)
    return {
      kind: "overloaded",
      message: sentenceWith("The provider is overloaded (429).", words),
    };
  return {
    kind: "rate_limited",
    waitMs,
    perMinute: perMinuteLimit(words),
    message: sentenceWith("The provider asks to go slower.", words),
  };
}

function account(code: PauseCode, sentence: string, words: string): Reading {
  return { kind: "account", reason: { code, message: sentenceWith(sentence, words), until: null } };
}
