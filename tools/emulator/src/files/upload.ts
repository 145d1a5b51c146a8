import { createHash } from "node:crypto";
import type { Hash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { open } from "node:fs/promises";

/** A file on its way in, piece by piece. */
export interface Upload {
  project: string;
  fileId: string;
  displayName: string | null;
  mimeType: string;
  /** What its beginning announced, where it did. */
  announcedBytes: number | null;
  path: string;
  receivedBytes: number;
  start: Buffer;
  hash: Hash;
  state: "active" | "final" | "cancelled";
  /** A piece is coming in right now. */
  busy: boolean;
}

const startBytes = 64;

/** Opens an upload that has received nothing yet. */
export function newUpload(
  known: Pick<
    Upload,
    "project" | "fileId" | "displayName" | "mimeType" | "announcedBytes" | "path"
  >,
): Upload {
  return {
    ...known,
    receivedBytes: 0,
    start: Buffer.alloc(0),
    hash: createHash("sha256"),
    state: "active",
    busy: false,
  };
}

/** Writes a piece to disk as it comes; what came before a broken connection stays, for the caller to go on from. */
export async function receivePiece(
  upload: Upload,
  incoming: IncomingMessage,
  mostBytes: number,
): Promise<"whole" | "interrupted" | "too_large"> {
  upload.busy = true;
  const file = await open(upload.path, "a");
  try {
    for await (const bytes of incoming as AsyncIterable<Buffer>) {
      // What is too much is still read to its end, or the caller sees a reset instead of the answer.
      if (upload.receivedBytes + bytes.length > mostBytes) upload.state = "cancelled";
      if (upload.state !== "active") continue;
      await file.write(bytes);
      upload.hash.update(bytes);
      upload.receivedBytes += bytes.length;
      if (upload.start.length < startBytes)
        upload.start = Buffer.concat([upload.start, bytes]).subarray(0, startBytes);
    }
  } catch (error) {
    if (incoming.complete) throw error;
    return "interrupted";
  } finally {
    upload.busy = false;
    await file.close();
  }
  return upload.state === "cancelled" ? "too_large" : "whole";
}
