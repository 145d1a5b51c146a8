import type { CutJson } from "../http/cut-long-strings.ts";
import { isRecord, listOf, recordOf } from "../http/json-shape.ts";
import { plainWords } from "../queued/readings.ts";

/** An error as these servers write it, with holes filled: the exception's name, and what is said of it. */
export type ServerError = { type: string; message: string };

/** Reads the error in a body: FastAPI's `detail` in its three shapes, the web UI's own `errors`, or a line of text. */
export function serverErrorOf(json: CutJson | null, body: Uint8Array): ServerError {
  if (!json || !isRecord(json.value))
    return {
      type: "",
      message: plainWords(
        Buffer.from(body.buffer, body.byteOffset, Math.min(body.byteLength, 4000)).toString("utf8"),
      ),
    };
  const { value } = json;
  const type = json.textOf(value["error"]) ?? "";
  const texts = [
    detailWords(json, value["detail"]),
    json.textOf(value["errors"]),
    json.textOf(value["message"]),
    type,
  ];
  return { type, message: texts.find((text) => text !== null && text !== "") ?? "" };
}

function detailWords(json: CutJson, detail: unknown): string | null {
  if (isRecord(detail)) return json.textOf(detail["msg"]) ?? json.textOf(detail["error"]);
  if (!Array.isArray(detail)) return json.textOf(detail);
  return detail
    .map((one) => {
      const { loc, msg } = recordOf(one);
      const field = listOf(loc)
        .slice(1)
        .map((part) => (typeof part === "number" ? String(part) : json.textOf(part)))
        .join(".");
      return `${field}: ${json.textOf(msg) ?? ""}`;
    })
    .join("; ");
}
