import { randomUUID } from "node:crypto";
import {
  answerWords,
  brokenPolicy,
  type Exchange,
  losesAnswer,
  readUpload,
} from "./storage-exchange.ts";
import { happens, keepObject, refusalOf, type StubUpload } from "./storage-state.ts";

/** `/upload/resumable`: TUS 1.0.0 with the extension `creation`, its errors by their true HTTP codes and in plain words. */
export async function answerUploads(exchange: Exchange): Promise<void> {
  const { request, path, state } = exchange;
  if (request.headers["tus-resumable"] !== "1.0.0")
    return answerWords(exchange, 412, "Tus-Resumable Required\n");
  const id = /^\/upload\/resumable\/([^/]+)$/.exec(path)?.[1];
  if (request.method === "POST" && id === undefined) return create(exchange);
  const upload = state.uploads.get(id ?? "");
  if (!upload) return answerWords(exchange, 404, "The file for this url was not found\n");
  if (request.method === "PATCH") return append(exchange, upload);
  const headers = { "upload-offset": received(upload), "upload-length": upload.size };
  exchange.response.writeHead(200, { ...headers, "tus-resumable": "1.0.0" }).end();
}

function create(exchange: Exchange): void {
  const { state, request, response, origin, role } = exchange;
  const metadata = metadataIn(request.headers["upload-metadata"]);
  const size = Number(request.headers["upload-length"]);
  const upload: StubUpload = {
    bucket: metadata.get("bucketName") ?? "",
    path: metadata.get("objectName") ?? "",
    size,
    contentType: metadata.get("contentType") ?? "application/octet-stream",
    cacheControl: /^\d+$/.test(metadata.get("cacheControl") ?? "")
      ? `max-age=${metadata.get("cacheControl")}`
      : "no-cache",
    mayReplace: request.headers["x-upsert"] === "true",
    received: [],
  };
  const refusal = refusalOf(state, upload);
  if (role === "anon" && refusal?.status !== 404)
    return answerWords(exchange, brokenPolicy.status, brokenPolicy.message);
  if (refusal) return answerWords(exchange, refusal.status, refusal.message);
  const id = Buffer.from(`${upload.bucket}/${upload.path}/${randomUUID()}`).toString("base64url");
  state.uploads.set(id, upload);
  const location = `${state.faults.otherOrigin ?? origin}/storage/v1/upload/resumable/${id}`;
  response.writeHead(201, { location, "tus-resumable": "1.0.0" }).end();
}

async function append(exchange: Exchange, upload: StubUpload): Promise<void> {
  const { state, request, response } = exchange;
  if (request.headers["content-type"] !== "application/offset+octet-stream")
    return answerWords(exchange, 403, "Content-Type header required\n");
  if (Number(request.headers["upload-offset"]) !== received(upload)) {
    request.resume();
    return answerWords(exchange, 409, "Upload-Offset conflict\n");
  }
  const { bytes, isWhole } = await readUpload(exchange);
  upload.received.push(bytes);
  const { forgetting } = state.faults;
  if (forgetting && received(upload) >= forgetting.afterBytes) {
    happens(state.faults, "forgetting");
    state.uploads.clear();
  }
  if (!isWhole) return;
  if (received(upload) === upload.size) {
    if (state.faults.loseObject) {
      state.faults.loseObject = false;
      return answerWords(exchange, 500, "Internal server error");
    }
    const refusal = refusalOf(state, upload);
    if (refusal) return answerWords(exchange, refusal.status, refusal.message);
    const { contentType, cacheControl } = upload;
    const whole = Buffer.concat(upload.received);
    keepObject(state, `${upload.bucket}/${upload.path}`, {
      bytes: whole,
      contentType,
      cacheControl,
    });
    if (losesAnswer(exchange)) return;
  }
  response.writeHead(204, { "upload-offset": received(upload), "tus-resumable": "1.0.0" }).end();
}

function received(upload: StubUpload): number {
  return upload.received.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

function metadataIn(header: string | string[] | undefined): Map<string, string> {
  const pairs = String(header ?? "").split(",");
  return new Map(
    pairs.map((pair) => {
      const [name = "", value = ""] = pair.split(" ");
      return [name, Buffer.from(value, "base64").toString("utf8")];
    }),
  );
}
