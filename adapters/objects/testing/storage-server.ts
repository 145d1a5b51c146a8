import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { answerObjects } from "./answer-objects.ts";
import { answerUploads } from "./answer-uploads.ts";
import {
  answerError,
  answerJson,
  brokenPolicy,
  type Exchange,
  readJson,
} from "./storage-exchange.ts";
import {
  createStorageState,
  happens,
  type StorageState,
  type StubBucket,
} from "./storage-state.ts";

/** The keys that the stub knows, of both kinds. */
export const stubKeys = {
  serviceRole: jwtFor("service_role"),
  anon: jwtFor("anon"),
  secret: "sb_secret_stub_000000000000000000",
};

/**
 * A stand-in for Supabase's Storage server, which can be had neither from npm nor from Debian: real HTTP, and of its API
 * what Bunch asks for. It follows what is known of the real one: errors of objects and buckets are HTTP 400 with the true
 * code as a string in the JSON, those of resumable uploads carry the true code and plain words; a second upload under a
 * name is a 409; a removal that is not allowed gives no error and leaves the name out; a secret key goes in `apikey`
 * alone, a legacy one in both headers. It keeps bytes, and makes what trouble `state.faults` says. What it does not do:
 * list, move, transform, policies other than "the service key alone", and expiring uploads by itself.
 */
export async function startStorageServer() {
  const state = createStorageState();
  const requests: { method: string; path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "/", origin());
    const path = decodeURIComponent(url.pathname);
    requests.push({ method: request.method ?? "", path, headers: request.headers });
    const exchange = { state, request, response, query: url.searchParams, origin: origin() };
    answer({ ...exchange, role: "anon", path }).catch(() => request.socket.destroy());
  });
  const origin = () => {
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    return `http://127.0.0.1:${address.port}`;
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: origin(),
    state,
    requests,
    makeBucket(bucket: Partial<StubBucket> & { id: string }) {
      const { id } = bucket;
      state.buckets.set(id, {
        public: true,
        file_size_limit: null,
        allowed_mime_types: null,
        ...bucket,
      });
    },
    /** As after a crash of the server, or a day later. */
    forgetUploads: () => state.uploads.clear(),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

export type StorageServer = Awaited<ReturnType<typeof startStorageServer>>;

async function answer(exchange: Exchange): Promise<void> {
  const { state, request, path } = exchange;
  const { faults } = state;
  if (faults.isAway) {
    request.socket.destroy();
    return;
  }
  if (faults.delayMs > 0) await delay(faults.delayMs);
  if (!path.startsWith("/storage/v1/"))
    return answerJson(exchange, 404, { message: "no Route matched with those values" });
  const below = { ...exchange, path: path.slice("/storage/v1".length) };
  const failing = happens(faults, "failing");
  if (failing) return failAsTold(below, failing);
  if (/^\/object\/(public|sign)\/.+\/./.test(below.path) && request.method === "GET")
    return answerObjects(below);
  const role = roleOf(request, state);
  if (role === "no key") return answerJson(exchange, 401, { message: "Invalid API key" });
  if (role === "no token")
    return answerError(below, { ...brokenPolicy, message: "Invalid Compact JWS" });
  const asked = { ...below, role };
  if (asked.path.startsWith("/object/")) return answerObjects(asked);
  if (asked.path.startsWith("/upload/resumable")) return answerUploads(asked);
  return answerBuckets(asked);
}

function failAsTold(exchange: Exchange, failing: { status: number; code?: string }): void {
  const { status, code = "InternalError" } = failing;
  exchange.request.resume();
  answerError(exchange, { status, code, error: code, message: "Told to fail" });
}

function roleOf(
  { headers }: IncomingMessage,
  { faults }: StorageState,
): "service_role" | "anon" | "no key" | "no token" {
  const { apikey, authorization } = headers;
  if (faults.refusesKeys) return "no key";
  if (apikey === stubKeys.secret) return authorization === undefined ? "service_role" : "no token";
  if (apikey !== stubKeys.serviceRole && apikey !== stubKeys.anon) return "no key";
  if (authorization !== `Bearer ${apikey}`) return "no token";
  return apikey === stubKeys.anon ? "anon" : "service_role";
}

async function answerBuckets(exchange: Exchange): Promise<void> {
  const { state, request, path, role } = exchange;
  if (request.method === "GET") {
    const bucket = role === "anon" ? undefined : state.buckets.get(path.slice("/bucket/".length));
    if (bucket) return answerJson(exchange, 200, { name: bucket.id, ...bucket });
    const error = "Bucket not found";
    return answerError(exchange, { status: 404, code: "NoSuchBucket", error, message: error });
  }
  const wish = (await readJson(exchange)) as StubBucket & { name: string };
  if (role === "anon") return answerError(exchange, brokenPolicy);
  if (request.method === "PUT") {
    // What is left out stays as it is.
    const bucket = state.buckets.get(path.slice("/bucket/".length));
    const error = "Bucket not found";
    if (!bucket)
      return answerError(exchange, { status: 404, code: "NoSuchBucket", error, message: error });
    Object.assign(bucket, wish);
    return answerJson(exchange, 200, { message: "Successfully updated" });
  }
  if (state.buckets.has(wish.id))
    return answerError(exchange, {
      status: 409,
      code: "BucketAlreadyExists",
      error: "Duplicate",
      message: "The resource already exists",
    });
  if ((wish.file_size_limit ?? 0) > state.projectFileBytes)
    return answerError(exchange, {
      status: 413,
      code: "EntityTooLarge",
      error: "Payload too large",
      message: "The object exceeded the maximum allowed size",
    });
  const { name, ...bucket } = wish;
  state.buckets.set(wish.id, bucket);
  answerJson(exchange, 200, { name });
}

function jwtFor(role: string): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
  const payload = { iss: "supabase", ref: "stub", role, iat: 1_700_000_000, exp: 2_000_000_000 };
  return `${part({ alg: "HS256", typ: "JWT" })}.${part(payload)}.c3R1Yg`;
}
