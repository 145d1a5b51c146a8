import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { isRecord, listOf, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { plainWords } from "../queued/readings.ts";
import { badKeyReading, untakenReading } from "../queued/untaken-reading.ts";

/** Reads an answer with which a task was not taken: whose fault it is, and what helps. Nothing was drawn. */
export function readRefusal(input: {
  status: number;
  text: string;
  retryAfterMs?: number | undefined;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
}): Reading {
  const { status } = input;
  const words = bflWordsIn(input.text);
  // A key that it does not know is answered so, too.
  if (status === 403 && /\bauthenticat/iu.test(words)) return badKeyReading(words);
  return untakenReading({ ...input, words, variable: "BFL_BASE_URL" });
}

/** The words of an error: a sentence, or a list with one for each field that it objects to. */
export function bflWordsIn(text: string): string {
  const json = parsedJson(text);
  if (json === undefined) return plainWords(text);
  const body = recordOf(json);
  const told = body["detail"] ?? body["error"] ?? body["message"];
  if (typeof told === "string") return told;
  return listOf(told)
    .filter(isRecord)
    .map(({ loc, msg }) => [listOf(loc).slice(1).join("."), msg].filter(Boolean).join(": "))
    .join(" ");
}
