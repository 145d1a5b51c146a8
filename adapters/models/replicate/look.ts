import { parsedJson } from "../queued/parsed-json.ts";
import type { Look } from "../queued/queued-vendor.ts";
import { predictionIn } from "./prediction.ts";

/** What an answer about a prediction says: how far it is, and where its picture is. */
export function replicateLook(answer: { status: number; text: string }): Look {
  if (answer.status === 404 && parsedJson(answer.text) !== undefined) return { is: "unknown" };
  // A gateway's page says nothing, and so does a key that is refused today: what was taken is drawn all the same.
  if (answer.status < 200 || answer.status >= 300) return { is: "waiting" };
  const prediction = predictionIn(answer.text);
  switch (prediction?.status) {
    case "succeeded":
      return prediction.picture === null
        ? { is: "over" }
        : { is: "drawn", picture: prediction.picture };
    case "failed":
    case "canceled":
    case "aborted":
      return { is: "over" };
    default:
      return { is: "waiting" };
  }
}
