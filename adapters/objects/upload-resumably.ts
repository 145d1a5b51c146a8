import { setTimeout as delay } from "node:timers/promises";
import { compareStored } from "./compare-stored.ts";
import { StorageFailure } from "./storage-failure.ts";
import type { StorageLine, StorageRequest } from "./storage-line.ts";
import { cacheSeconds, type Upload } from "./upload-at-once.ts";

/** What the server takes at a time, and no other number but in the last piece: 6 MB. */
export const chunkBytes = 6 * 1024 * 1024;
/** In a row, without a byte more getting there; then whoever stores the picture waits longer and begins anew. */
const mostTroubles = 5;
const mostBeginnings = 3;
const protocol = { "tus-resumable": "1.0.0" };

/**
 * Stores a picture piece by piece (TUS 1.0.0): goes on where the server is after a broken connection, and from the
 * beginning when the server has forgotten the upload. Throws a StorageFailure.
 */
export async function uploadResumably(line: StorageLine, upload: Upload): Promise<void> {
  for (let beginning = 0; beginning < mostBeginnings; beginning += 1) {
    const place = await begin(line, upload);
    if ((await sendPieces(line, upload, place)) === "stored") return;
  }
  throw new StorageFailure(
    "busy",
    `Supabase Storage forgot the upload of ${upload.path} ${mostBeginnings} times.`,
  );
}

/** Announces the upload and tells its place, below the address of the API. */
async function begin(line: StorageLine, upload: Upload): Promise<string> {
  const { path, bytes, contentType, mayReplace, signal } = upload;
  const metadata = {
    bucketName: line.bucket,
    objectName: path,
    contentType,
    cacheControl: String(cacheSeconds),
  };
  const written = Object.entries(metadata).map(
    ([name, value]) => `${name} ${Buffer.from(value).toString("base64")}`,
  );
  return line.send(
    {
      method: "POST",
      path: "/upload/resumable",
      headers: {
        ...protocol,
        "upload-length": String(bytes.byteLength),
        "upload-metadata": written.join(","),
        "x-upsert": String(mayReplace),
      },
      signal,
    },
    async (response) => {
      if (!response.ok) throw await line.failureIn(response);
      await response.text();
      // Its host is as a proxy sees itself, at times another or without TLS: the key goes where it always goes.
      const id = /([^/?#]+)\/?$/.exec(response.headers.get("location") ?? "")?.[1];
      if (id === undefined) throw strange("it did not say where the upload goes");
      return `/upload/resumable/${id}`;
    },
  );
}

/** Its bound: whatever does not bring the upload further counts as a trouble. */
async function sendPieces(
  line: StorageLine,
  upload: Upload,
  place: string,
): Promise<"stored" | "forgotten"> {
  const size = upload.bytes.byteLength;
  let offset = 0;
  let furthest = 0;
  let troubles = 0;
  let isUnsure = false;
  for (;;) {
    try {
      if (isUnsure) offset = await askOffset(line, upload, place);
      isUnsure = false;
      // The last piece got there and its answer did not: whether the object is there too has to be seen.
      if (offset === size) return await seeStored(line, upload);
      offset = await sendPiece(line, upload, { place, offset });
      if (offset === size) return "stored";
    } catch (cause) {
      if (!(cause instanceof StorageFailure)) throw cause;
      if (isForgotten(cause)) return "forgotten";
      troubles += 1;
      if (!cause.mayPass || troubles > mostTroubles) throw cause;
      isUnsure = true;
      const waitMs = line.limits.againMs * 2 ** (troubles - 1);
      await delay(waitMs, undefined, { signal: upload.signal });
    }
    if (offset > furthest) {
      furthest = offset;
      troubles = 0;
    }
  }
}

/** Sends the next piece; tells how much the server has then, which is more than before. */
async function sendPiece(
  line: StorageLine,
  upload: Upload,
  { place, offset }: { place: string; offset: number },
): Promise<number> {
  const piece = upload.bytes.subarray(offset, offset + chunkBytes);
  const reached = await askingOffset(line, upload, {
    method: "PATCH",
    path: place,
    headers: {
      ...protocol,
      "content-type": "application/offset+octet-stream",
      "upload-offset": String(offset),
      "x-upsert": String(upload.mayReplace),
    },
    body: piece,
    carriesPicture: true,
    signal: upload.signal,
  });
  if (reached <= offset) throw strange(`it still has ${reached} bytes after a piece`);
  return reached;
}

function askOffset(line: StorageLine, upload: Upload, path: string): Promise<number> {
  const { signal } = upload;
  return askingOffset(line, upload, { method: "HEAD", path, headers: protocol, signal });
}

function askingOffset(line: StorageLine, upload: Upload, request: StorageRequest): Promise<number> {
  return line.send(request, async (response) => {
    if (!response.ok) throw await line.failureIn(response);
    await response.text();
    const told = response.headers.get("upload-offset") ?? "";
    const offset = Number(told);
    if (!/^\d+$/.test(told) || offset > upload.bytes.byteLength)
      throw strange(`it has ${told || "an unknown number"} of ${upload.bytes.byteLength} bytes`);
    return offset;
  });
}

async function seeStored(line: StorageLine, upload: Upload): Promise<"stored" | "forgotten"> {
  const found = await compareStored(line, upload);
  if (found === "other" && !upload.mayReplace)
    throw new StorageFailure("exists", `Something lies under ${upload.path} already.`);
  return found === "same" ? "stored" : "forgotten";
}

/** Uploads are kept for a day; a server that was put up anew, or whose disk was cleared, has none. */
function isForgotten({ kind, status }: StorageFailure): boolean {
  return (status === 404 || status === 410) && kind !== "no_bucket";
}

function strange(what: string): StorageFailure {
  return new StorageFailure("busy", `Supabase Storage answered an upload strangely: ${what}.`);
}
