import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { SpooledAnswer } from "@bunch/core/ports/spool";
import type { Reading } from "@bunch/core/results/reading";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import type { CutJson } from "../http/cut-long-strings.ts";
import { googleErrorIn, plainError } from "./google-error.ts";
import type { ServiceWords } from "./google-service.ts";
import { isRecord } from "../http/json-shape.ts";
import { readAnswer } from "./read-answer.ts";
import { readError } from "./read-error.ts";

/** Translates what Gemini answered into our words; touches nothing and throws for nothing it is given. */
export function readGemini(input: {
  answer: SpooledAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  nowMs: number;
  words: ServiceWords;
}): Reading {
  const { answer } = input;
  const json = onlyAnswerOf(cutLongStrings(answer.body));
  const error = json && googleErrorIn(json);
  if (answer.status >= 200 && answer.status < 300) {
    if (!json)
      return {
        kind: "ambiguous",
        message: answer.whole
          ? "The model's answer is no complete JSON; the picture may have been drawn and billed."
          : "The model's answer broke off; the picture may have been drawn and billed.",
      };
    // Some proxies wrap an error into a 200.
    if (!error) return readAnswer({ ...input, json });
    return readError({ ...input, error, status: errorStatus(error.code) });
  }
  // Of a cut answer only complete JSON counts: of a page of HTML nobody can tell what was still to come.
  if (!answer.whole && !json)
    return {
      kind: "ambiguous",
      message: `The provider's answer (${answer.status}) broke off; the picture may have been drawn and billed.`,
    };
  return readError({
    ...input,
    error: error ?? plainError(answer.body),
    status: answer.status,
    retryAfterMs: answer.retryAfterMs,
  });
}

/** An answer is an object, perhaps wrapped in a list; other JSON is none of the provider's. */
function onlyAnswerOf(json: CutJson | null): CutJson | null {
  if (!json) return null;
  const value: unknown = Array.isArray(json.value) ? json.value[0] : json.value;
  return isRecord(value) ? { ...json, value } : null;
}

function errorStatus(code: number | null): number {
  return code !== null && code >= 400 && code < 600 ? code : 500;
}
