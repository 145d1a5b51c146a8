import { createHmac, randomBytes } from "node:crypto";
import {
  answerError,
  answerJson,
  brokenPolicy,
  type Exchange,
  losesAnswer,
  noSuchObject,
  readJson,
  readUpload,
} from "./storage-exchange.ts";
import { keepObject, refusalOf } from "./storage-state.ts";

const signingKey = randomBytes(32);
const notYours = "Either the object does not exist or you do not have access to it";

/** `/object/…`: upload, read in three ways, sign, remove. */
export async function answerObjects(exchange: Exchange): Promise<void> {
  const { request, path } = exchange;
  const rest = path.slice("/object/".length);
  const signing = /^sign\/([^/]+)$/.exec(rest)?.[1];
  if (request.method === "POST" && signing) return sign(exchange, signing);
  if (request.method === "DELETE") return removeMany(exchange, rest);
  if (request.method === "POST") return upload(exchange, rest);
  const read = /^(public|authenticated|sign)\/(.+)$/.exec(rest);
  if (request.method === "GET" && read?.[1] && read[2]) return download(exchange, read[1], read[2]);
  answerJson(exchange, 404, {
    message: `Route ${request.method}:${path} not found`,
    error: "Not Found",
    statusCode: 404,
  });
}

async function upload(exchange: Exchange, key: string): Promise<void> {
  const { state, request, role } = exchange;
  const { bytes, isWhole } = await readUpload(exchange);
  // Nothing is kept of a simple upload that broke off.
  if (!isWhole) return;
  const slash = key.indexOf("/");
  const contentType = request.headers["content-type"] ?? "application/octet-stream";
  const refusal = refusalOf(state, {
    bucket: key.slice(0, slash),
    path: key.slice(slash + 1),
    size: bytes.byteLength,
    contentType,
    mayReplace: request.headers["x-upsert"] === "true",
  });
  if (role === "anon" && refusal?.status !== 404) return answerError(exchange, brokenPolicy);
  if (refusal) return answerError(exchange, refusal);
  const cacheControl = request.headers["cache-control"] ?? "no-cache";
  const id = keepObject(state, key, { bytes, contentType, cacheControl });
  if (!losesAnswer(exchange)) answerJson(exchange, 200, { Id: id, Key: key });
}

function download(exchange: Exchange, way: string, key: string): void {
  const { state, response, query, role } = exchange;
  const bucket = state.buckets.get(key.slice(0, key.indexOf("/")));
  const object = state.objects.get(key);
  if (!bucket || (way === "public" && !bucket.public))
    return answerError(exchange, {
      status: 404,
      code: "NoSuchBucket",
      error: "Bucket not found",
      message: "Bucket not found",
    });
  if (way === "sign" && !isSigned(query.get("token") ?? "", key))
    return answerError(exchange, {
      status: 400,
      code: "InvalidJWT",
      error: "InvalidJWT",
      message: '"exp" claim timestamp check failed',
    });
  const maySee = bucket.public || way === "sign" || role === "service_role";
  if (!object || !maySee) return answerError(exchange, noSuchObject);
  response
    .writeHead(200, {
      "content-type": object.contentType,
      "content-length": object.bytes.byteLength,
      "cache-control": object.cacheControl,
      etag: object.etag,
    })
    .end(object.bytes);
}

async function sign(exchange: Exchange, bucket: string): Promise<void> {
  const { state, role } = exchange;
  const { paths, expiresIn } = (await readJson(exchange)) as {
    paths: string[];
    expiresIn: number;
  };
  const until = Date.now() + expiresIn * 1000;
  const answers = paths.map((path) => {
    const key = `${bucket}/${path}`;
    const maySee = state.objects.has(key) && role === "service_role";
    const signedURL = maySee ? `/object/sign/${key}?token=${tokenOf(key, until)}` : null;
    return { error: maySee ? null : notYours, path, signedURL };
  });
  answerJson(exchange, 200, answers);
}

function tokenOf(key: string, until: number): string {
  const seal = createHmac("sha256", signingKey).update(`${key} ${until}`).digest("base64url");
  return `${until}.${seal}`;
}

function isSigned(token: string, key: string): boolean {
  const until = Number(token.split(".")[0]);
  return token === tokenOf(key, until) && Date.now() < until;
}

async function removeMany(exchange: Exchange, bucket: string): Promise<void> {
  const { state, role } = exchange;
  const { prefixes } = (await readJson(exchange)) as { prefixes: string[] };
  const removed = prefixes.filter(
    (path) =>
      role === "service_role" &&
      !state.faults.mayNotRemove.has(path) &&
      state.objects.delete(`${bucket}/${path}`),
  );
  answerJson(
    exchange,
    200,
    removed.map((name) => ({ name, bucket_id: bucket })),
  );
}
