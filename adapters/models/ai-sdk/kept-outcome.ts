import type { SpooledAnswer, SpoolSink } from "@bunch/core/ports/spool";
import { isRecord, listOf } from "../http/json-shape.ts";
import { parsedJson } from "../queued/parsed-json.ts";

const lineFeed = 0x0a;
const mostCharacters = 64 * 1024;
const pieceBytes = 256 * 1024;

/** What came of a call: pictures, of which the last is kept, or an error with its status. */
export type Outcome =
  | { is: "pictures"; count: number; warnings: string[]; picture: Uint8Array | null }
  | {
      is: "error";
      status: number;
      name: string;
      message: string;
      /** What the provider wrote; null where the package refused by itself. */
      body: string | null;
      isRetryable: boolean;
      retryAfterMs?: number | undefined;
    };

/** Puts an outcome into the spool: a line of JSON, behind which the picture's bytes come. */
export async function keepOutcome(sink: SpoolSink, outcome: Outcome): Promise<void> {
  if (outcome.is === "error") {
    const { retryAfterMs, ...said } = outcome;
    await sink.begin({ status: said.status, retryAfterMs });
    const body = said.body === null ? null : shortened(said.body);
    await sink.write(lineOf({ ...said, message: shortened(said.message), body }));
  } else {
    const { picture, ...said } = outcome;
    await sink.begin({ status: 200 });
    await sink.write(lineOf(said));
    for (let at = 0; picture && at < picture.byteLength; at += pieceBytes)
      await sink.write(picture.subarray(at, at + pieceBytes));
  }
  await sink.finish();
}

const lineOf = (said: unknown) => Buffer.from(`${JSON.stringify(said)}\n`);
const shortened = (text: string) => text.slice(0, mostCharacters).toWellFormed();

/** Reads what `keepOutcome` has left; null of a part of it. The picture is in memory of its own. */
export function readOutcome({ status, body, whole, retryAfterMs }: SpooledAnswer): Outcome | null {
  const end = body.indexOf(lineFeed);
  if (!whole || end < 0) return null;
  const said = parsedJson(Buffer.from(body.buffer, body.byteOffset, end).toString("utf8"));
  if (!isRecord(said)) return null;
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  if (said["is"] === "pictures")
    return {
      is: "pictures",
      count: typeof said["count"] === "number" ? said["count"] : 0,
      warnings: listOf(said["warnings"]).map(text),
      picture: body.byteLength > end + 1 ? new Uint8Array(body.subarray(end + 1)) : null,
    };
  if (said["is"] !== "error") return null;
  return {
    is: "error",
    status,
    name: text(said["name"]),
    message: text(said["message"]),
    body: typeof said["body"] === "string" ? said["body"] : null,
    isRetryable: said["isRetryable"] === true,
    retryAfterMs,
  };
}
