import type { Warning } from "@bunch/contracts/envelope";
import type { CatalogueEntry } from "@bunch/core/models/catalogue-entry";
import type { Reading } from "@bunch/core/results/reading";
import type { CutJson } from "../http/cut-long-strings.ts";
import { listOf, recordOf } from "../http/json-shape.ts";
import { pictureBytes } from "../http/picture-bytes.ts";
import { costOf } from "./usage.ts";

/** Reads an answer with status 200: a picture, or that there is none. */
export function readAnswer(input: {
  json: CutJson;
  entry: CatalogueEntry;
  imageSize: string;
}): Reading {
  const { json } = input;
  const answer = recordOf(json.value);
  const data = listOf(answer["data"]).map(recordOf);
  const pictures = data.map((one) => one["b64_json"]).filter(isText);
  const cost = costOf({ ...input, answer, pictures: pictures.length });
  const last = pictures.at(-1);
  if (last === undefined)
    return {
      kind: "no_picture",
      // Where a server answers with an address instead, asking again would pay again for the same.
      ...(data.some((one) => isText(one["url"]))
        ? {
            why: "failed",
            code: "unreadable_answer",
            message:
              "The provider answered with the address of a picture instead of the picture, which this version does not fetch.",
          }
        : { why: "draw_failed", code: "no_picture", message: "The model drew no picture." }),
      costMicros: cost.costMicros,
    };
  const bytes = pictureBytes(json, last);
  if (!bytes)
    return {
      kind: "no_picture",
      why: "draw_failed",
      code: "unreadable_answer",
      message: "The model answered with a picture that cannot be read: its base64 is broken.",
      costMicros: cost.costMicros,
    };
  return {
    kind: "picture",
    bytes,
    costMicros: cost.costMicros,
    pictures: pictures.length,
    warnings: cost.estimated ? [costEstimated] : [],
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
