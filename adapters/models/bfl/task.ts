import { isRecord, recordOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";
import { creditsIn } from "./credits.ts";

/** A task as the vendor tells of it. */
type BflTask = {
  status: string;
  /** Where the picture is for a while. */
  sample: string | null;
  /** Why it was withheld or failed. */
  words: string;
  credits: number | null;
};

/** Finds the task in an answer, whatever its HTTP status: one that failed may come with 422 or 503. Null where it is none. */
export function taskIn(text: string): BflTask | null {
  const json = parsedJson(text);
  if (!isRecord(json) || typeof json["status"] !== "string") return null;
  const { sample } = recordOf(json["result"]);
  const isAddress = typeof sample === "string" && /^https?:\/\//iu.test(sample);
  return {
    status: json["status"],
    sample: isAddress ? sample : null,
    words: wordsOf(json["details"] ?? json["error"]),
    credits: creditsIn(json),
  };
}

/** Sentences as they are; of anything else what stands in it, in its order. */
function wordsOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return "";
  return Object.values(value).map(wordsOf).filter(Boolean).join(", ");
}
