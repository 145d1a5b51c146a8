import type { Warning } from "@bunch/contracts/envelope";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import type { CutJson } from "../http/cut-long-strings.ts";
import { afterFinish } from "./finish-reasons.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import { ownWords, sentenceWith } from "../http/own-words.ts";
import { pictureBytes } from "../http/picture-bytes.ts";
import { costOf } from "./usage.ts";

/** Reads an answer with status 200: a picture, or the words that stand in its place. */
export function readAnswer(input: {
  json: CutJson;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
}): Reading {
  const { json } = input;
  const answer = recordOf(json.value);
  const candidates = listOf(answer["candidates"]).map(recordOf);
  const parts = candidates
    .flatMap((candidate) => listOf(recordOf(candidate["content"])["parts"]))
    .map(recordOf);
  // Drafts are billed like the picture, whether or not they are marked as thoughts.
  const pictures = parts.map((part) => recordOf(part["inlineData"])["data"]).filter(isText).length;
  const cost = costOf({ ...input, pictures });
  const last = parts
    .filter((part) => part["thought"] !== true)
    .map((part) => recordOf(part["inlineData"])["data"])
    .findLast(isText);

  if (last !== undefined) {
    const bytes = pictureBytes(json, last);
    if (bytes)
      return {
        kind: "picture",
        bytes,
        costMicros: cost.costMicros,
        pictures,
        warnings: cost.estimated ? [costEstimated] : [],
      };
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "unreadable_answer",
      message: "The model answered with a picture that cannot be read: its base64 is broken.",
      costMicros: cost.costMicros,
    };
  }

  const blockReason = json.textOf(recordOf(answer["promptFeedback"])["blockReason"]);
  const blockWords = json.textOf(recordOf(answer["promptFeedback"])["blockReasonMessage"]) ?? "";
  if (blockReason)
    return {
      kind: "no_picture",
      why: "refused",
      code: "refused",
      message: sentenceWith(
        `The model refused this prompt (${ownWords(blockReason)}).`,
        blockWords,
      ),
      costMicros: cost.costMicros,
    };
  const words = [
    ...candidates.map((candidate) => json.textOf(candidate["finishMessage"])),
    ...parts.filter((part) => part["thought"] !== true).map((part) => json.textOf(part["text"])),
  ];
  const finishReason = candidates.map((one) => json.textOf(one["finishReason"])).find(isText) ?? "";
  const { sentence, ...outcome } = afterFinish(finishReason);
  return {
    kind: "no_picture",
    ...outcome,
    message: sentenceWith(ownWords(sentence), words.filter(isText).join(" ")),
    costMicros: cost.costMicros,
  };
}

const costEstimated: Warning = {
  code: "cost_estimated",
  message:
    "The model did not say how much it used; the cost is the catalogue's price of the picture alone.",
};

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
