import type { Warning } from "@bunch/contracts/envelope";
import type { PauseCode } from "@bunch/contracts/error-codes";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { perMinuteTold, waitToldMs } from "./wait-told.ts";

/** The gateway gave up waiting, whoever stands behind it perhaps not: 524 is a proxy's way to say 504. */
const gaveUpWaiting: ReadonlySet<number> = new Set([408, 499, 504, 524]);

/** A picture that was drawn; where it could not be fetched, it was paid all the same and is not drawn again by itself. */
export function drawnReading(input: {
  picture: Uint8Array | null;
  costMicros: number;
  warnings?: Warning[];
}): Reading {
  const { picture, costMicros } = input;
  if (picture)
    return {
      kind: "picture",
      bytes: new Uint8Array(picture),
      costMicros,
      pictures: 1,
      warnings: input.warnings ?? [],
    };
  return paidReading(
    "The picture was drawn and billed, but could not be fetched where the provider put it.",
    costMicros,
  );
}

/** A success that shows no picture to us: drawing it again by itself would only pay again. */
export function paidReading(message: string, costMicros: number): Reading {
  return { kind: "no_picture", why: "failed", code: "unreadable_answer", message, costMicros };
}

/** A success that says itself that it has no picture; vendors who bill by the picture bill none. */
export function emptyReading(words = ""): Reading {
  return {
    kind: "no_picture",
    why: "draw_failed",
    code: "no_picture",
    message: sentenceWith("The model drew no picture.", words),
    costMicros: 0,
  };
}

const withheldWords = {
  refused: "The model refused this prompt.",
  filtered: "The model's filter withheld the picture; false alarms are common.",
};

/** The picture is kept back, and not billed. */
export function withheldReading(why: "refused" | "filtered", words: string): Reading {
  const message = sentenceWith(withheldWords[why], words);
  return { kind: "no_picture", why, code: why, message, costMicros: 0 };
}

/** The account cannot go on. */
export function accountReading(code: PauseCode, sentence: string, words: string): Reading {
  return { kind: "account", reason: { code, message: sentenceWith(sentence, words), until: null } };
}

/** The model is not served; names another that is. */
export function goneReading(input: {
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  words: string;
}): Reading {
  const { entry } = input;
  const live = input.catalogue.filter((one) => one.status === "live" && one.id !== entry.id);
  const newest = live.toSorted((a, b) => b.releasedOn.localeCompare(a.releasedOn))[0];
  const other = live.find(({ id }) => id === entry.successor) ?? newest;
  const advice = other ? ` Start again with ${other.id}.` : "";
  return accountReading(
    "model_gone",
    `The provider does not serve ${entry.id} at this address.${advice}`,
    input.words,
  );
}

/** Too fast, with a wait where one is told: in a field, in words or by the headers. */
export function tooManyReading(
  words: string,
  told: { retryAfterSeconds?: unknown; retryAfterMs?: number | undefined } = {},
): Reading {
  const waitMs = waitToldMs(words, told.retryAfterSeconds) ?? told.retryAfterMs ?? null;
  if (waitMs === null)
    return {
      kind: "overloaded",
      message: sentenceWith("The provider is overloaded (429).", words),
    };
  return {
    kind: "rate_limited",
    waitMs,
    perMinute: perMinuteTold(words),
    message: sentenceWith("The provider asks to go slower.", words),
  };
}

/** What no vendor's own words decided about an answer to a submission: by its status alone. */
export function statusReading(input: { status: number; words: string; variable: string }): Reading {
  const { status, words } = input;
  if (gaveUpWaiting.has(status))
    return {
      kind: "ambiguous",
      message: sentenceWith(
        `The provider gave up waiting (${status}); the picture may have been drawn and billed.`,
        words,
      ),
    };
  if (status >= 400 && status < 500)
    return {
      kind: "bad_request",
      message: sentenceWith(`The provider refused this request (${status}).`, words),
    };
  const sentence =
    status >= 300 && status < 400
      ? `The provider's address sends elsewhere (${status}), where no call is made; check ${input.variable}.`
      : `The provider failed (${status}).`;
  return { kind: "provider_failed", message: sentenceWith(sentence, words) };
}

/** Nobody knows any more what became of a request that was taken. */
export function lostReading(sentence: string, words = ""): Reading {
  return {
    kind: "ambiguous",
    message: sentenceWith(`${sentence} The picture may have been drawn and billed.`, words),
  };
}

/** The words of an answer that is no JSON: a page of HTML says nothing to a user, a line of text may. */
export function plainWords(text: string): string {
  const line = text.slice(0, 4000).trim();
  return /^[<[{]/u.test(line) ? "" : line;
}
