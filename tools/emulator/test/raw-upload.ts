/** What an upload's answer says in its headers. */
export interface UploadReply {
  status: number;
  state: string | null;
  received: string | null;
  url: string;
  text: string;
}

const usualKey = "AIza-test-key-1234";

/** One request of the resumable protocol, by headers alone. */
export async function uploadRequest(
  url: string,
  headers: Record<string, string>,
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<UploadReply> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "x-goog-api-key": usualKey, ...headers },
    ...(body !== undefined && { body }),
  });
  const header = (name: string): string | null => response.headers.get(`x-goog-upload-${name}`);
  return {
    status: response.status,
    state: header("status"),
    received: header("size-received"),
    url: header("url") ?? "",
    text: await response.text(),
  };
}

/** Begins an upload. */
export async function startUpload(
  emulatorUrl: string,
  wish: { bytes?: number; mimeType?: string; file?: object; key?: string } = {},
): Promise<UploadReply> {
  return await uploadRequest(
    `${emulatorUrl}/upload/v1beta/files`,
    {
      "x-goog-upload-protocol": "resumable",
      "x-goog-upload-command": "start",
      ...(wish.bytes !== undefined && { "x-goog-upload-header-content-length": `${wish.bytes}` }),
      "x-goog-upload-header-content-type": wish.mimeType ?? "application/jsonl",
      ...(wish.key !== undefined && { "x-goog-api-key": wish.key }),
    },
    JSON.stringify({ file: wish.file ?? { display_name: "lines" } }),
  );
}

/** Sends a piece of an upload, or its end. */
export async function sendPiece(
  url: string,
  command: string,
  offset: number,
  body?: string | Uint8Array<ArrayBuffer>,
): Promise<UploadReply> {
  return await uploadRequest(
    url,
    { "x-goog-upload-command": command, "x-goog-upload-offset": String(offset) },
    body,
  );
}

/** Uploads bytes in one go and hands back the file's name, as in "files/abc". */
export async function uploadWhole(
  emulatorUrl: string,
  bytes: string | Uint8Array<ArrayBuffer>,
  wish: { mimeType?: string; key?: string; file?: object } = {},
): Promise<string> {
  const started = await startUpload(emulatorUrl, wish);
  const reply = await sendPiece(started.url, "upload, finalize", 0, bytes);
  const { file } = JSON.parse(reply.text) as { file: { name: string } };
  return file.name;
}
