import type { CutJson } from "../http/cut-long-strings.ts";
import { isRecord, listOf, recordOf } from "../http/json-shape.ts";

/** An error as Google writes it, with holes filled. */
export type GoogleError = {
  code: number | null;
  status: string;
  message: string;
  details: readonly unknown[];
};

const silent: GoogleError = { code: null, status: "", message: "", details: [] };

/** Finds the error in a body, wrapped in a list or not; null where the JSON holds none. */
export function googleErrorIn(json: CutJson): GoogleError | null {
  const body = Array.isArray(json.value) ? json.value[0] : json.value;
  const error = recordOf(body)["error"];
  // Some proxies write the sentence alone.
  if (typeof error === "string") return { ...silent, message: json.textOf(error) ?? "" };
  if (!isRecord(error)) return null;
  return {
    code: typeof error["code"] === "number" ? error["code"] : null,
    status: json.textOf(error["status"]) ?? "",
    message: json.textOf(error["message"]) ?? "",
    details: listOf(error["details"]),
  };
}

/** An error that is no JSON of Google's: a page of HTML says nothing to a user, a line of text may. */
export function plainError(body: Uint8Array): GoogleError {
  const text = Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 4000))
    .toString("utf8")
    .trim();
  return /^[<[{]/u.test(text) ? silent : { ...silent, message: text };
}

/** The machine-readable reasons of an error, as in API_KEY_INVALID. */
export function reasonsOf(error: GoogleError): string[] {
  return error.details
    .map((detail) => recordOf(detail)["reason"])
    .filter((reason) => typeof reason === "string");
}
