import { isRecord, listOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";

/** A prediction as Replicate tells of it, as far as we look; its input, which it repeats, is left alone. */
type Prediction = {
  status: string;
  /** The address of the last picture in its output; null where there is none. */
  picture: string | null;
  /** Whether its output says itself that it has none. */
  isEmpty: boolean;
  error: string;
  /** Replicate removes what was drawn after an hour. */
  isRemoved: boolean;
};

/** Finds the prediction in an answer; null where it is none. */
export function predictionIn(text: string): Prediction | null {
  const json = parsedJson(text);
  if (!isRecord(json) || typeof json["status"] !== "string") return null;
  const { output, error } = json;
  const last = Array.isArray(output) ? listOf(output).at(-1) : output;
  return {
    status: json["status"],
    picture: typeof last === "string" && /^https?:\/\//iu.test(last) ? last : null,
    isEmpty: output === null || (Array.isArray(output) && output.length === 0),
    error: typeof error === "string" ? error : "",
    isRemoved: json["data_removed"] === true,
  };
}
