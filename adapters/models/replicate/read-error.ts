import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { plainWords, withheldReading } from "../queued/readings.ts";
import { untakenReading } from "../queued/untaken-reading.ts";

/** Reads an answer with which a prediction was not created: whose fault it is, and what helps. Nothing was drawn. */
export function readRefusal(input: {
  status: number;
  text: string;
  retryAfterMs?: number | undefined;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
}): Reading {
  const { text } = input;
  const json = parsedJson(text);
  const problem = recordOf(json);
  const words = json === undefined ? plainWords(text) : wordsOf(problem);
  return untakenReading({
    ...input,
    words,
    retryAfterSeconds: problem["retry_after"],
    variable: "REPLICATE_BASE_URL",
  });
}

/** Replicate's problems have a title and what is behind it, of which the second says more. */
function wordsOf({ detail, title }: Record<string, unknown>): string {
  if (typeof detail === "string") return detail;
  return typeof title === "string" ? title : "";
}

/**
 * Reads the error of a prediction that failed. The catalogue's models are billed by the picture that comes out
 * (replicate.com/pricing), and none came out.
 */
export function readFailure(words: string): Reading {
  if (/\bE005\b|flagged as sensitive|request moderated/iu.test(words))
    return withheldReading("refused", words);
  if (/\bNSFW\b|content moderated/iu.test(words)) return withheldReading("filtered", words);
  if (/\bE006\b/u.test(words))
    return { kind: "bad_request", message: sentenceWith("The model refused this request.", words) };
  return {
    kind: "provider_failed",
    message: sentenceWith("The provider could not finish the picture.", words),
  };
}
