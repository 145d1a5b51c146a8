import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { keepTrying } from "@bunch/core/flow/keep-trying";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createClock } from "../process/clock.ts";
import { openStorageLine } from "./storage-line.ts";
import { createSupabaseObjects } from "./supabase-objects.ts";
import { openStub, picturePath } from "./testing/open-stub.ts";
import { stubKeys } from "./testing/storage-server.ts";

const signal = new AbortController().signal;
const contentType = "image/png";
const path = picturePath(1);
const bytes = Buffer.from("the very bytes that the model sent");
let stub: Awaited<ReturnType<typeof openStub>>;
beforeEach(async () => {
  stub = await openStub();
});
afterEach(() => stub.stop());

const put = (input: { path?: string; bytes?: Buffer; contentType?: string } = {}) =>
  stub.objects.put({ path, bytes, contentType, signal, ...input });

test("O1: a picture lies in the bucket with its type and a year of cache time, on no disk of this machine", async () => {
  await put();
  expect(stub.stored(path)).toMatchObject({ contentType, cacheControl: "max-age=31536000" });
  expect(stub.stored(path)?.bytes.equals(bytes)).toBe(true);
  expect(stub.objects.fileOf({ path })).toBeNull();
});

test("O1: a bucket, key or address that is wrong is never taken for a picture that is not there", async () => {
  await put();
  const elsewhere = createSupabaseObjects(stub.lineWith({ bucket: "other" }));
  await expect(elsewhere.get({ path, signal })).rejects.toMatchObject({ kind: "no_bucket" });
  const stranger = createSupabaseObjects(stub.lineWith({ serviceKey: "sb_secret_other" }));
  await expect(stranger.get({ path, signal })).rejects.toMatchObject({ kind: "key" });
  const astray = openStorageLine({
    supabaseUrl: `${stub.server.url}/rest`,
    serviceKey: stubKeys.secret,
    bucket: "workflow-results",
  });
  const lost = createSupabaseObjects(astray).get({ path, signal });
  await expect(lost).rejects.toMatchObject({ kind: "refused", status: 404, mayPass: false });
});

test("O2: a picture whose answer was lost is put again, and its own bytes are there already", async () => {
  stub.faults.loseAnswer = true;
  await expect(put()).rejects.toMatchObject({ kind: "unreachable", mayPass: true });
  await put();
  expect(stub.stored(path)?.bytes.equals(bytes)).toBe(true);
});

test.each([
  ["as long", Buffer.from("the very bytes that the model senT")],
  ["longer", Buffer.from("the very bytes that the model sent, and more")],
  ["shorter", Buffer.from("the very bytes")],
])("O2: other bytes under a picture's name are an error, and stay (%s)", async (_, other) => {
  await put({ bytes: other });
  const again = put();
  await expect(again).rejects.toThrow("Other bytes lie in the bucket");
  await expect(again).rejects.toMatchObject({ kind: "other_bytes", mayPass: false });
  expect(stub.stored(path)?.bytes.equals(other)).toBe(true);
});

test("O2: a smaller copy, whose name does not tell its bytes, is replaced", async () => {
  const copy = path.replace(".png", ".512.webp");
  await put({ path: copy, contentType: "image/webp" });
  await put({ path: copy, contentType: "image/webp", bytes: Buffer.from("made anew") });
  expect(stub.stored(copy)?.bytes.toString()).toBe("made anew");
});

test("O2, O4: a 409 of another meaning, as of a transaction, may pass", async () => {
  stub.faults.failing = { times: 1, status: 409, code: "TransactionError" };
  await expect(put()).rejects.toMatchObject({ kind: "busy", mayPass: true });
  expect(stub.stored(path)).toBeUndefined();
});

test("O4: each request is sent once; who waits repeats what may pass until it succeeds", async () => {
  stub.faults.failing = { times: 2, status: 500 };
  const heard: unknown[] = [];
  const warn = (about: Record<string, unknown>) => void heard.push(about["err"]);
  const log = { debug() {}, info() {}, warn, error() {} };
  const patience = { clock: createClock(), log, leave: signal, about: {} };
  await keepTrying(patience, "The picture could not be stored.", () => put());
  expect(heard).toMatchObject([{ kind: "busy" }, { kind: "busy" }]);
  expect(stub.server.requests).toHaveLength(3);
  expect(stub.stored(path)?.bytes.equals(bytes)).toBe(true);
});

test("O4: what never passes is told with what to do: key, bucket, type, size", async () => {
  stub.faults.refusesKeys = true;
  await expect(put()).rejects.toThrow(/refuses the key.*Give the secret key/);
  stub.faults.refusesKeys = false;
  stub.server.makeBucket({
    id: "strict",
    allowed_mime_types: ["image/webp"],
    file_size_limit: 20,
  });
  const strict = createSupabaseObjects(stub.lineWith({ bucket: "strict" }));
  await expect(strict.put({ path, bytes, contentType, signal })).rejects.toThrow(
    /"strict" refuses this type.*image\/png is not supported.*allowed MIME types/,
  );
  const webp = { path, bytes, contentType: "image/webp", signal };
  await expect(strict.put(webp)).rejects.toThrow(/larger than the bucket "strict".*Raise/);
  const none = createSupabaseObjects(stub.lineWith({ bucket: "none" }));
  await expect(none.put({ path, bytes, contentType, signal })).rejects.toThrow(
    /no bucket "none".*create it/,
  );
});

test("O4: a server that is away or silent is one that may come back", async () => {
  stub.faults.isAway = true;
  await expect(put()).rejects.toMatchObject({ kind: "unreachable", mayPass: true });
  stub.faults.isAway = false;
  stub.faults.delayMs = 5000;
  const hasty = createSupabaseObjects(stub.lineWith({ limits: { answerMs: 50, transferMs: 50 } }));
  const late = hasty.put({ path, bytes, contentType, signal });
  await expect(late).rejects.toThrow("nothing whole within 0.05 s");
  await expect(hasty.get({ path, signal })).rejects.toMatchObject({ kind: "unreachable" });
  await expect(hasty.remove({ paths: [path], signal })).rejects.toMatchObject({ mayPass: true });
  stub.faults.delayMs = 0;
  await put();
});

test("O4: a request under way ends with its signal", async () => {
  stub.faults.delayMs = 5000;
  const leave = new AbortController();
  const under = stub.objects.put({ path, bytes, contentType, signal: leave.signal });
  const reason = new Error("we leave");
  setImmediate(() => leave.abort(reason));
  await expect(under).rejects.toBe(reason);
});

test("O4: an upload that breaks off midway leaves nothing and may be repeated", async () => {
  stub.faults.breaking = { times: 1, afterBytes: 1_000_000 };
  const large = Buffer.alloc(4_000_000, 7);
  await expect(put({ bytes: large })).rejects.toMatchObject({ kind: "unreachable" });
  expect(stub.stored(path)).toBeUndefined();
  await put({ bytes: large });
  expect(stub.stored(path)?.bytes.equals(large)).toBe(true);
});

test("O5: what the key may not remove is still there, and said, though the server says nothing", async () => {
  const other = picturePath(2);
  await put();
  await put({ path: other });
  stub.faults.mayNotRemove.add(other);
  const removal = stub.objects.remove({ paths: [path, other, "never/was.png"], signal });
  await expect(removal).rejects.toThrow(/1 of 3 objects are still in the bucket.*result-2/);
  expect(stub.stored(path)).toBeUndefined();
  stub.faults.mayNotRemove.clear();
  await stub.objects.remove({ paths: [path, other], signal });
  expect(stub.stored(other)).toBeUndefined();
});

test.each([
  ["a secret key", stubKeys.secret, undefined],
  ["a legacy service_role key", stubKeys.serviceRole, `Bearer ${stubKeys.serviceRole}`],
])("O8: %s goes in the headers of its kind", async (_, serviceKey, authorization) => {
  const objects = createSupabaseObjects(stub.lineWith({ serviceKey }));
  await objects.put({ path, bytes, contentType, signal });
  expect(Buffer.from((await objects.get({ path, signal })) ?? "").equals(bytes)).toBe(true);
  await objects.put({ path: picturePath(2), bytes: Buffer.alloc(7_000_000), contentType, signal });
  await objects.remove({ paths: [path], signal });
  for (const { headers } of stub.server.requests) {
    expect(headers["apikey"]).toBe(serviceKey);
    expect(headers["authorization"]).toBe(authorization);
  }
});

test("O4, O8: no redirect is followed, so that no other host hears the key", async () => {
  let asked = 0;
  const other = await listen(createServer((_, response) => response.end(String((asked += 1)))));
  const redirecting = await listen(
    createServer((_, response) => response.writeHead(307, { location: urlOf(other) }).end()),
  );
  const objects = createSupabaseObjects(
    openStorageLine({
      supabaseUrl: urlOf(redirecting),
      serviceKey: stubKeys.secret,
      bucket: "workflow-results",
    }),
  );
  await expect(objects.put({ path, bytes, contentType, signal })).rejects.toThrow("redirect");
  await expect(objects.get({ path, signal })).rejects.toThrow("redirect");
  expect(asked).toBe(0);
  for (const server of [other, redirecting]) server.close();
});

test("O8: a key that the server repeats stands in no sentence", async () => {
  const echoing = await listen(
    createServer((request, response) => {
      request.resume();
      response.writeHead(401).end(`The key ${String(request.headers["apikey"])} is wrong`);
    }),
  );
  const line = openStorageLine({
    supabaseUrl: urlOf(echoing),
    serviceKey: stubKeys.secret,
    bucket: "workflow-results",
  });
  const failure: unknown = await createSupabaseObjects(line)
    .get({ path, signal })
    .catch((cause: unknown) => cause);
  expect(String(failure)).toContain("The key [key] is wrong");
  expect(String(failure)).not.toContain(stubKeys.secret);
  echoing.close();
});

async function listen(server: Server): Promise<Server> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
