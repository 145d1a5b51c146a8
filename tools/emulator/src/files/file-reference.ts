import { googleError } from "../google-errors.ts";
import { RequestRefused } from "../read-request.ts";
import type { ReceivedReference } from "../read-request.ts";
import type { PlannedError } from "../scenario.ts";
import type { FileStore } from "./file-store.ts";

/** What the provider says of a file that is gone, was never there, or is another project's: it does not tell which. */
export function fileForbidden(id: string): PlannedError {
  return googleError(
    403,
    "PERMISSION_DENIED",
    `You do not have permission to access the File ${id} or it may not exist.`,
  );
}

/** Finds the picture that a request names by uri; throws RequestRefused where it cannot be used. */
export function fileReference(
  files: FileStore,
  project: string,
  uri: string,
): ReceivedReference & { start: Buffer } {
  const id = /(?:^|\/)files\/([^/?#:]+)$/u.exec(uri)?.[1];
  if (id === undefined)
    throw new RequestRefused(`Unsupported file URI type: ${uri.slice(0, 200)}`, "file_uri");
  const file = files.find(project, id);
  if (!file) throw new RequestRefused(`No file ${id}`, null, fileForbidden(id));
  if (files.stateOf(file) !== "ACTIVE") {
    const words = `The File ${id} is not in an ACTIVE state and usage is not allowed.`;
    throw new RequestRefused(words, null, googleError(400, "FAILED_PRECONDITION", words));
  }
  const { mimeType, sha256, sizeBytes, start } = file;
  return { mimeType, sha256, bytes: sizeBytes, file: `files/${id}`, start };
}
