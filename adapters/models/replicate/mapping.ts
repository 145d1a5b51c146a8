import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import { sentenceWith } from "../http/own-words.ts";
import { askedPrice } from "../queued/asked-price.ts";
import type { LastAnswer } from "../queued/queued-vendor.ts";
import { drawnReading, emptyReading, lostReading, paidReading } from "../queued/readings.ts";
import { predictionIn } from "./prediction.ts";
import { readFailure, readRefusal } from "./read-error.ts";

/** Translates the last that Replicate answered into our words; touches nothing and throws for nothing it is given. */
export function readReplicate(input: {
  answer: LastAnswer;
  entry: CatalogueEntry;
  catalogue: readonly CatalogueEntry[];
  imageSize: string;
  references: number;
}): Reading {
  const { answer } = input;
  const { status } = answer;
  const isGood = status >= 200 && status < 300;
  if (answer.to === "submission")
    return isGood
      ? lostReading("The provider took the request without an id to ask by.")
      : readRefusal({ ...input, ...answer });
  // What a picture stands behind was drawn: the words before it may be cut short, as they repeat the references.
  if (answer.picture)
    return drawnReading({ picture: answer.picture, costMicros: askedPrice(input) });
  if (status === 404) return lostReading("The provider knows nothing of this request any more.");
  const prediction = isGood ? predictionIn(answer.text) : null;
  switch (prediction?.status) {
    case "succeeded":
      if (prediction.picture !== null || prediction.isRemoved)
        return drawnReading({ picture: null, costMicros: askedPrice(input) });
      // Billed by the picture, of which there is none (replicate.com/pricing).
      if (prediction.isEmpty) return emptyReading(prediction.error);
      return paidReading(
        "The model's output has no picture where this version looks for one.",
        askedPrice(input),
      );
    case "failed":
      return readFailure(prediction.error);
    case "canceled":
      // "You're only charged for predictions with a canceled status, not for aborted ones" (changelog of 2025-10-16); how much
      // of a picture that is not there, nobody says.
      return lostReading("The request was cancelled at the provider.", prediction.error);
    case "aborted":
      return {
        kind: "provider_failed",
        message: sentenceWith("The provider did not begin with the picture.", prediction.error),
      };
    default:
      return lostReading(`The provider does not tell what came of the request (${status}).`);
  }
}
