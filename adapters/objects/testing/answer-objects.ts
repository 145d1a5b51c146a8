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
  if (way === "sign" && !isSigned(query.get("token") ?? "", key, state.clockMs()))
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
  const wrong = wrongIn({ paths, expiresIn });
  if (wrong) return answerError(exchange, { ...wrong, error: wrong.code });
  const until = state.clockMs() + expiresIn * 1000;
  const answers = paths.map((path) => {
    const key = `${bucket}/${path}`;
    const maySee = state.objects.has(key) && role === "service_role";
    const signedURL = maySee ? `/object/sign/${key}?token=${tokenOf(key, until)}` : null;
    return { error: maySee ? null : notYours, path, signedURL };
  });
  answerJson(exchange, 200, answers);
}

/** Its schema, and its framework's limit of 1 MiB a body. */
function wrongIn(body: { paths: string[]; expiresIn: number }) {
  if (JSON.stringify(body).length > 1_048_576)
    return { status: 413, code: "EntityTooLarge", message: "Request body is too large" };
  if (!Number.isInteger(body.expiresIn) || body.expiresIn < 1)
    return { status: 400, code: "Error", message: "body/expiresIn must be >= 1" };
  if (body.paths.length === 0)
    return {
      status: 400,
      code: "Error",
      message: "body/paths must NOT have fewer than 1 items",
    };
  return null;
}

function tokenOf(key: string, until: number): string {
  const seal = createHmac("sha256", signingKey).update(`${key} ${until}`).digest("base64url");
  return `${until}.${seal}`;
}

function isSigned(token: string, key: string, nowMs: number): boolean {
  const until = Number(token.split(".")[0]);
  return token === tokenOf(key, until) && nowMs < until;
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
