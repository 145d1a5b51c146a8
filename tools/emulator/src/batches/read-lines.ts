import { createReadStream } from "node:fs";
import type { FileHandle } from "node:fs/promises";
import { field, isJsonObject } from "../json-object.ts";
import type { JsonObject } from "../json-object.ts";
import type { LinePlace } from "./batch-job.ts";

/** One line of a job's input. */
export interface BatchLine {
  key: unknown;
  metadata: unknown;
  request: JsonObject;
}

/** Walks through a file of lines without holding it: hands over each that is not empty, with its place. */
export async function* linesOf(path: string): AsyncGenerator<{ place: LinePlace; text: string }> {
  let pieces: Buffer[] = [];
  let startByte = 0;
  let readBytes = 0;
  const line = (end: number) => ({
    place: { startByte, endByte: end },
    text: Buffer.concat(pieces).toString("utf8"),
  });
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    let from = 0;
    for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, from)) {
      pieces.push(chunk.subarray(from, at));
      const found = line(readBytes + at);
      if (found.text.trim() !== "") yield found;
      pieces = [];
      from = at + 1;
      startByte = readBytes + from;
    }
    pieces.push(chunk.subarray(from));
    readBytes += chunk.length;
  }
  const last = line(readBytes);
  if (last.text.trim() !== "") yield last;
}

/** Reads the line at a place. */
export async function lineAt(file: FileHandle, { startByte, endByte }: LinePlace): Promise<string> {
  const bytes = Buffer.alloc(endByte - startByte);
  await file.read(bytes, 0, bytes.length, startByte);
  return bytes.toString("utf8");
}

/** Takes a line apart; null where it is no request. */
export function parseLine(text: string): BatchLine | null {
  try {
    const line: unknown = JSON.parse(text);
    if (!isJsonObject(line)) return null;
    const request = field(line, "request");
    return isJsonObject(request) ? { key: line["key"], metadata: line["metadata"], request } : null;
  } catch {
    return null;
  }
}
