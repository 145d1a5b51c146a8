import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { listOf, recordOf } from "../http/json-shape.ts";
import { askedPrice } from "../queued/asked-price.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { drawnReading, emptyReading, lostReading, paidReading } from "../queued/readings.ts";
import { falErrorIn } from "./fal-error.ts";
import { falPicturesIn } from "./pictures.ts";
import { readFailure, readRefusal } from "./read-error.ts";

/** Translates the last that fal answered into our words; touches nothing and throws for nothing it is given. */
export function readFal(input: {
  answer: LastAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  references: number;
}): Reading {
  const { answer } = input;
  const { status } = answer;
  const isGood = status >= 200 && status < 300;
  const error = falErrorIn(answer.text);
  if (answer.to === "submission") {
    if (isGood) return lostReading("The provider took the request without an id to ask by.");
    return readRefusal({ ...input, ...answer, error });
  }
  const json = parsedJson(answer.text);
  if (json === undefined) return lostReading("The provider's answer is no complete JSON.");
  const result = recordOf(json);
  const isDrawn = falPicturesIn(result).length > 0;
  if (!isGood || (error && !isDrawn)) return readFailure({ status, error });
  const costMicros = askedPrice(input);
  if (!isDrawn)
    // "You pay only for successful outputs" (fal.ai/docs, pricing).
    return Array.isArray(result["images"])
      ? emptyReading()
      : paidReading(
          "The model's output has no picture where this version looks for one.",
          costMicros,
        );
  // Some models give a black picture for what their checker withholds; it counts as an output.
  if (listOf(result["has_nsfw_concepts"]).at(-1) === true)
    return {
      kind: "no_picture",
      why: "filtered",
      code: "filtered",
      message: "The model's filter withheld the picture; false alarms are common.",
      costMicros,
    };
  return drawnReading({ picture: answer.picture, costMicros });
}
