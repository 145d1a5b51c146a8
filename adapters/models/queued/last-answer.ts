import type { SpooledAnswer, SpoolSink } from "@bunch/core/ports/spool";
import { isRecord } from "../http/json-shape.ts";
import { parsedJson } from "./parsed-json.ts";
import type { LastAnswer } from "./queued-vendor.ts";

const lineFeed = 0x0a;
/** What a vendor says beside a picture is short; of a gateway's page the beginning is enough. */
const mostCharacters = 64 * 1024;
const longestString = 2000;

/** Begins an answer in the spool: a line of JSON with what the vendor said, behind which the picture's bytes come. */
export async function beginAnswer(
  sink: SpoolSink,
  { to, ticket, status, text, retryAfterMs }: Omit<LastAnswer, "picture">,
): Promise<void> {
  await sink.begin({ status, retryAfterMs });
  const said = shortened(text).toWellFormed();
  await sink.write(Buffer.from(`${JSON.stringify({ to, ticket, status, text: said })}\n`));
}

/** Some repeat the request, references included: what is long in JSON is shortened there, so that it stays JSON. */
function shortened(text: string): string {
  if (text.length <= mostCharacters) return text;
  const json = parsedJson(text);
  if (json === undefined) return text.slice(0, mostCharacters);
  const short = JSON.stringify(json, (_, value: unknown) =>
    typeof value === "string" ? value.slice(0, longestString) : value,
  );
  return short.slice(0, mostCharacters);
}

/** Reads what `beginAnswer` and the picture behind it have left; null of a part of it. The picture is in memory of its own. */
export function readLastAnswer({ body, whole, retryAfterMs }: SpooledAnswer): LastAnswer | null {
  const end = body.indexOf(lineFeed);
  if (!whole || end < 0) return null;
  const head = parsed(Buffer.from(body.buffer, body.byteOffset, end).toString("utf8"));
  if (!head) return null;
  return { ...head, retryAfterMs, picture: body.byteLength > end + 1 ? body.slice(end + 1) : null };
}

function parsed(line: string): Omit<LastAnswer, "picture"> | null {
  try {
    const head: unknown = JSON.parse(line);
    if (!isRecord(head)) return null;
    const { to, ticket, status, text } = head;
    if (to !== "submission" && to !== "question") return null;
    if (typeof status !== "number" || typeof text !== "string") return null;
    return { to, ticket: typeof ticket === "string" ? ticket : null, status, text };
  } catch {
    return null;
  }
}
