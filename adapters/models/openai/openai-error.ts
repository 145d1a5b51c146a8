import type { CutJson } from "../http/cut-long-strings.ts";
import { isRecord, recordOf } from "../http/json-shape.ts";

/** An error as OpenAI writes it, with holes filled. */
export type OpenAiError = { type: string; code: string; message: string; stage: string };

export const silentError: OpenAiError = { type: "", code: "", message: "", stage: "" };

/** Finds the error in a body; null where the JSON holds none. */
export function openAiErrorIn(json: CutJson): OpenAiError | null {
  const body = recordOf(json.value);
  const error = body["error"];
  // Servers that speak the same language write the sentence alone, or leave it in a field of their own.
  if (typeof error === "string") return { ...silentError, message: json.textOf(error) ?? "" };
  if (!isRecord(error)) {
    const words = json.textOf(body["detail"]) ?? json.textOf(body["message"]);
    return words === null || "data" in body ? null : { ...silentError, message: words };
  }
  return {
    type: json.textOf(error["type"]) ?? "",
    // A number where a proxy puts the status there.
    code: json.textOf(error["code"]) ?? "",
    message: json.textOf(error["message"]) ?? "",
    stage: json.textOf(recordOf(error["moderation_details"])["moderation_stage"]) ?? "",
  };
}

/** An error that is no JSON: a page of HTML says nothing to a user, a line of text may. */
export function plainError(body: Uint8Array): OpenAiError {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 4000))
    .toString("utf8")
    .trim();
  return /^[<[{]/u.test(text) ? silentError : { ...silentError, message: text };
}
