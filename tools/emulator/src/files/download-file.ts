import { createReadStream } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import { fileForbidden } from "./file-reference.ts";
import { googleError } from "../google-errors.ts";
import { errorReply, sendJson } from "../json-reply.ts";
import type { Provider } from "../provider.ts";

/** Streams a file's bytes, all or the range asked for, or breaks off in the middle where that is wished. */
export async function downloadFile(
  provider: Provider,
  project: string,
  asked: { id: string; query: URLSearchParams },
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const file = provider.files.find(project, asked.id);
  if (!file) return sendJson(response, errorReply(fileForbidden(asked.id)));
  if (asked.query.get("alt") !== "media")
    return sendJson(
      response,
      errorReply(googleError(400, "INVALID_ARGUMENT", "Downloads need the parameter alt=media.")),
    );
  const range = rangeOf(incoming.headers.range, file.sizeBytes);
  if (range === "unsatisfiable") {
    response.writeHead(416, { "content-range": `bytes */${file.sizeBytes}` });
    response.end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.sizeBytes - 1 };
  const length = end - start + 1;
  response.writeHead(range ? 206 : 200, {
    "content-type": file.mimeType,
    "content-length": String(length),
    "accept-ranges": "bytes",
    ...(range && { "content-range": `bytes ${start}-${end}/${file.sizeBytes}` }),
  });
  if (length <= 0) return void response.end();
  const cut = provider.nextDownloadIsCut();
  const lastByte = cut ? start + Math.floor(length / 2) - 1 : end;
  try {
    if (lastByte >= start)
      await pipeline(createReadStream(file.path, { start, end: lastByte }), response, {
        end: !cut,
        signal: provider.stopped.signal,
      });
  } catch {
    // The caller left, or the emulator ends: nobody is there to be told.
    response.destroy();
  }
  if (cut) response.socket?.end();
}

function rangeOf(
  header: string | undefined,
  sizeBytes: number,
): { start: number; end: number } | "unsatisfiable" | null {
  const [, first = "", last = ""] = /^bytes=(\d+)-(\d*)$/u.exec(header ?? "") ?? [];
  if (first === "") return null;
  const start = Number(first);
  const end = last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return start >= sizeBytes || end < start ? "unsatisfiable" : { start, end };
}
