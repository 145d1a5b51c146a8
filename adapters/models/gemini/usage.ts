import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import { costMicros } from "@bunch/core/models/cost";
import type { CutJson } from "../http/cut-long-strings.ts";
import { calledOf } from "./gemini-entry.ts";
import { listOf, recordOf } from "../http/json-shape.ts";

/** What an answer cost; `estimated` where its counts were missing and the catalogue's stood in. */
export type AnswerCost = { costMicros: number; estimated: boolean };

/** Prices an answer by its own counts, at the rates of the model that drew it where the catalogue knows that one. */
export function costOf(input: {
  json: CutJson;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  pictures: number;
}): AnswerCost {
  const answer = recordOf(input.json.value);
  const version = input.json.textOf(answer["modelVersion"])?.replace(/^models\//u, "");
  // Several entries may call the same model, each at a price of its own.
  const entry =
    calledOf(input.entry) === version
      ? input.entry
      : (input.catalogue.find((one) => calledOf(one) === version) ?? input.entry);
  const usage = recordOf(answer["usageMetadata"]);
  const inputTokens = countOf(usage["promptTokenCount"]);
  const answerTokens = countOf(usage["candidatesTokenCount"]);
  const thinkingTokens = countOf(usage["thoughtsTokenCount"]);
  const told = imageTokensTold(usage["candidatesTokensDetails"]);
  const catalogued = input.pictures * (entry.imageTokens[input.imageSize] ?? 0);
  // A picture without a count of its own: the catalogue's, of which the answer's whole count, where told, is the bound.
  const imageTokens =
    told ?? (answerTokens === null ? catalogued : Math.min(catalogued, answerTokens));
  return {
    costMicros: costMicros(entry.prices, {
      inputTokens: inputTokens ?? 0,
      referenceTokens: 0,
      textTokens: Math.max(0, (answerTokens ?? 0) - imageTokens) + (thinkingTokens ?? 0),
      imageTokens,
    }),
    estimated: input.pictures > 0 && (told === null || inputTokens === null),
  };
}

function imageTokensTold(details: unknown): number | null {
  const counts = listOf(details)
    .map(recordOf)
    .filter((detail) => detail["modality"] === "IMAGE")
    .map((detail) => countOf(detail["tokenCount"]))
    .filter((count) => count !== null);
  return counts.length === 0 ? null : counts.reduce((sum, count) => sum + count, 0);
}

/** No answer has a hundred million tokens; what is larger, negative or broken is no count. */
function countOf(value: unknown): number | null {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < 1e8
    ? value
    : null;
}
