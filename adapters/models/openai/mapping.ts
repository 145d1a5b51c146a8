import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { SpooledAnswer } from "@bunch/core/ports/spool";
import type { Reading } from "@bunch/core/results/reading";
import { cutLongStrings } from "../http/cut-long-strings.ts";
import { isRecord } from "../http/json-shape.ts";
import { openAiErrorIn, plainError } from "./openai-error.ts";
import { readAnswer } from "./read-answer.ts";
import { readError } from "./read-error.ts";

/** Translates what OpenAI answered into our words; touches nothing and throws for nothing it is given. */
export function readOpenAi(input: {
  answer: SpooledAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
}): Reading {
  const { answer } = input;
  const parsed = cutLongStrings(answer.body);
  const json = parsed && isRecord(parsed.value) ? parsed : null;
  const error = json && openAiErrorIn(json);
  if (answer.status >= 200 && answer.status < 300) {
    if (!json)
      return {
        kind: "ambiguous",
        message: answer.whole
          ? "The model's answer is no complete JSON; the picture may have been drawn and billed."
          : "The model's answer broke off; the picture may have been drawn and billed.",
      };
    // Some proxies wrap an error into a 200.
    return error ? readError({ ...input, error, status: 500 }) : readAnswer({ ...input, json });
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
