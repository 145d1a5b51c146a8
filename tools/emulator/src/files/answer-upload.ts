import type { IncomingMessage } from "node:http";
import { googleError, quotaError } from "../google-errors.ts";
import { field, isJsonObject } from "../json-object.ts";
import { errorReply } from "../json-reply.ts";
import type { JsonReply } from "../json-reply.ts";
import type { Provider } from "../provider.ts";
import { readBody } from "../read-body.ts";
import { describedFile } from "./described-file.ts";
import { newId } from "./file-store.ts";
import type { StoredFile } from "./file-store.ts";
import { newUpload, receivePiece } from "./upload.ts";
import type { Upload } from "./upload.ts";

const mostMetadataBytes = 1_000_000;
const fileNamePattern = /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/u;

/** Begins a resumable upload: the answer's header says where the bytes go. */
export async function beginUpload(
  provider: Provider,
  project: string,
  origin: string,
  incoming: IncomingMessage,
): Promise<JsonReply | null> {
  const body = await readBody(incoming, mostMetadataBytes);
  if (!body.whole && body.because === "interrupted") return null;
  const header = headersOf(incoming);
  if (header("protocol") !== "resumable" || header("command") !== "start")
    return badUpload(
      "Begin with the headers X-Goog-Upload-Protocol: resumable and X-Goog-Upload-Command: start.",
    );
  const { options, files } = provider;
  const metadata = metadataOf(body.whole ? body.text : "");
  if (metadata === null) return badUpload("Invalid JSON payload received.");
  const announcedBytes = numberOrNull(header("header-content-length"));
  if ((announcedBytes ?? 0) > options.largestFileBytes)
    return badUpload(tooLargeFile(options.largestFileBytes));
  if (files.storedBytes(project) + (announcedBytes ?? 0) > options.mostStoredBytes)
    return { ...errorReply(storageFull) };
  const asked = textOf(metadata["name"])?.replace(/^files\//u, "") ?? newId(12);
  if (!fileNamePattern.test(asked))
    return badUpload(
      "* CreateFileRequest.file.name: File name may only contain lowercase alphanumeric characters or dashes and be up to 40 characters.\n",
    );
  if (files.isTaken(asked))
    return errorReply(googleError(409, "ALREADY_EXISTS", "Requested entity already exists"));

  const uploadId = newId(48);
  provider.uploads.set(
    uploadId,
    newUpload({
      project,
      fileId: asked,
      displayName: textOf(field(metadata, "displayName")),
      mimeType:
        textOf(field(metadata, "mimeType")) ??
        header("header-content-type") ??
        "application/octet-stream",
      announcedBytes,
      path: files.newPath(),
    }),
  );
  const url = `${origin}/upload/v1beta/files?upload_id=${uploadId}&upload_protocol=resumable`;
  return {
    status: 200,
    body: {},
    headers: {
      "x-goog-upload-status": "active",
      "x-goog-upload-url": url,
      "x-goog-upload-control-url": url,
      "x-goog-upload-chunk-granularity": String(options.uploadGranularityBytes),
      "x-guploader-uploadid": uploadId,
    },
  };
}

/** Goes on with an upload: takes a piece, tells how far it is, ends it or gives it up. Its address is its key. */
export async function continueUpload(
  provider: Provider,
  uploadId: string,
  incoming: IncomingMessage,
): Promise<JsonReply | null> {
  const upload = provider.uploads.get(uploadId);
  const commands = (headersOf(incoming)("command") ?? "").split(",").map((word) => word.trim());
  const takes = upload?.state === "active" && !upload.busy && commands.includes("upload");
  if (!takes) {
    const rest = await readBody(incoming, 0);
    if (!rest.whole && rest.because === "interrupted") return null;
  }
  if (!upload || upload.state === "cancelled")
    return { ...badUpload("Upload session not found."), status: upload ? 410 : 404 };
  if (commands.includes("query")) return progressOf(upload);
  if (upload.state === "final") return badUpload("The upload is already final.", upload);
  if (upload.busy) return badUpload("Another piece of this upload is on its way.", upload);
  if (commands.includes("cancel")) {
    upload.state = "cancelled";
    return { status: 200, body: {}, headers: { "x-goog-upload-status": "cancelled" } };
  }
  const last = commands.includes("finalize");
  if (commands.includes("upload")) {
    const refusal = await takePiece(provider, upload, incoming, last);
    if (refusal !== "taken") return refusal;
  } else if (!last) return badUpload("X-Goog-Upload-Command is missing or unknown.", upload);
  return last ? finalized(provider, upload) : progressOf(upload);
}

async function takePiece(
  provider: Provider,
  upload: Upload,
  incoming: IncomingMessage,
  last: boolean,
): Promise<JsonReply | "taken" | null> {
  const { largestFileBytes, uploadGranularityBytes } = provider.options;
  const offset = numberOrNull(headersOf(incoming)("offset"));
  const beforeBytes = upload.receivedBytes;
  if (offset !== beforeBytes) {
    const rest = await readBody(incoming, 0);
    if (!rest.whole && rest.because === "interrupted") return null;
    return badUpload(`Invalid X-Goog-Upload-Offset: expected ${beforeBytes}.`, upload);
  }
  const mostBytes = Math.min(upload.announcedBytes ?? largestFileBytes, largestFileBytes);
  const received = await receivePiece(upload, incoming, mostBytes);
  if (received === "interrupted") return null;
  if (received === "too_large") return badUpload(tooLargeFile(mostBytes), upload);
  const pieceBytes = upload.receivedBytes - beforeBytes;
  if (!last && uploadGranularityBytes > 0 && pieceBytes % uploadGranularityBytes !== 0) {
    upload.state = "cancelled";
    return badUpload(
      `Every piece but the last must be a multiple of ${uploadGranularityBytes} bytes.`,
      upload,
    );
  }
  return "taken";
}

function finalized(provider: Provider, upload: Upload): JsonReply {
  const { announcedBytes, receivedBytes } = upload;
  if (announcedBytes !== null && announcedBytes !== receivedBytes)
    return badUpload(
      `Expected ${announcedBytes} bytes in total, and ${receivedBytes} came.`,
      upload,
    );
  upload.state = "final";
  const file: StoredFile = provider.files.add({
    id: upload.fileId,
    project: upload.project,
    displayName: upload.displayName,
    mimeType: upload.mimeType,
    sizeBytes: receivedBytes,
    sha256: upload.hash.digest("hex"),
    start: upload.start,
    source: "UPLOADED",
    path: upload.path,
  });
  return {
    status: 200,
    body: { file: describedFile(provider, file) },
    headers: {
      "x-goog-upload-status": "final",
      "x-goog-upload-size-received": String(receivedBytes),
    },
  };
}

function progressOf({ state, receivedBytes }: Upload): JsonReply {
  return {
    status: 200,
    body: {},
    headers: {
      "x-goog-upload-status": state,
      "x-goog-upload-size-received": String(receivedBytes),
    },
  };
}

const storageFull = quotaError("FileStorageBytesPerProject", {
  saysDelay: false,
  metric: "file_storage_bytes",
});

function tooLargeFile(mostBytes: number): string {
  return `File size exceeds the limit: ${mostBytes} bytes.`;
}

function badUpload(message: string, upload?: Upload): JsonReply {
  return {
    ...errorReply(googleError(400, "INVALID_ARGUMENT", message)),
    headers: upload
      ? {
          "x-goog-upload-status": upload.state,
          "x-goog-upload-size-received": String(upload.receivedBytes),
        }
      : { "x-goog-upload-status": "final" },
  };
}

function headersOf(incoming: IncomingMessage): (name: string) => string | null {
  return (name) => {
    const value = incoming.headers[`x-goog-upload-${name}`];
    return typeof value === "string" && value !== "" ? value : null;
  };
}

function metadataOf(text: string): Record<string, unknown> | null {
  if (text.trim() === "") return {};
  try {
    const body: unknown = JSON.parse(text);
    if (!isJsonObject(body)) return null;
    const file = body["file"] ?? {};
    return isJsonObject(file) ? file : null;
  } catch {
    return null;
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

function numberOrNull(text: string | null): number | null {
  return text !== null && /^\d+$/u.test(text) ? Number(text) : null;
}
