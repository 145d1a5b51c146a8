import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { costMicros } from "@bunch/core/models/cost";
import { recordOf } from "../http/json-shape.ts";

/** What an answer cost; `estimated` where its counts were missing and the catalogue's stood in. */
export type AnswerCost = { costMicros: number; estimated: boolean };

/** Prices an answer by its own counts: words and pictures, in and out, each at its rate. */
export function costOf(input: {
  answer: Record<string, unknown>;
  entry: CatalogueEntry;
  imageSize: string;
  pictures: number;
}): AnswerCost {
  const { entry, pictures } = input;
  const usage = recordOf(input.answer["usage"]);
  const into = recordOf(usage["input_tokens_details"]);
  const out = recordOf(usage["output_tokens_details"]);
  const all = countOf(usage["input_tokens"]);
  const references = countOf(into["image_tokens"]);
  const words = countOf(into["text_tokens"]);
  const answered = countOf(usage["output_tokens"]);
  const catalogued = pictures * (entry.imageTokens[input.imageSize] ?? 0);
  const textTokens = countOf(out["text_tokens"]) ?? 0;
  const imageTokens =
    countOf(out["image_tokens"]) ?? (answered === null ? catalogued : answered - textTokens);
  return {
    costMicros: costMicros(entry.prices, {
      inputTokens: words ?? Math.max(0, (all ?? 0) - (references ?? 0)),
      referenceTokens: references ?? 0,
      textTokens,
      imageTokens: Math.max(0, imageTokens),
    }),
    estimated:
      pictures > 0 && (answered === null || (all === null && (references ?? words) === null)),
  };
}

/** No answer has a hundred million tokens; what is larger, negative or broken is no count. */
function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e8
    ? value
    : null;
}
