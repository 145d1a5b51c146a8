import { randomBytes } from "node:crypto";
import { afterEach, beforeEach, expect, test } from "vitest";
import { until } from "../../tools/testing/until.ts";
import { createSupabaseObjects } from "./supabase-objects.ts";
import { openStub, picturePath } from "./testing/open-stub.ts";
import { chunkBytes } from "./upload-resumably.ts";

const signal = new AbortController().signal;
const contentType = "image/png";
const path = picturePath(1);
const large = randomBytes(2 * chunkBytes + 1_000_000);
let stub: Awaited<ReturnType<typeof openStub>>;
beforeEach(async () => {
  stub = await openStub();
});
afterEach(() => stub.stop());

const put = (bytes = large) => stub.objects.put({ path, bytes, contentType, signal });
const isStored = (bytes = large) => stub.stored(path)?.bytes.equals(bytes);
/** What was asked, in order: each method with the offset that it named. */
const asked = () =>
  stub.server.requests.map(({ method, headers }) =>
    [method, headers["upload-offset"]].filter((part) => part !== undefined).join(" "),
  );

test("O3: what is above 6 MB goes up in pieces of 6 MB, with its type and a year of cache time", async () => {
  await put();
  expect(asked()).toEqual(["POST", "PATCH 0", `PATCH ${chunkBytes}`, `PATCH ${2 * chunkBytes}`]);
  const sizes = stub.server.requests.slice(1).map(({ headers }) => headers["content-length"]);
  expect(sizes).toEqual([String(chunkBytes), String(chunkBytes), "1000000"]);
  expect(stub.stored(path)).toMatchObject({ contentType, cacheControl: "max-age=31536000" });
  expect(isStored()).toBe(true);
});

test("O3: 6 MB go at once, and a byte more does not", async () => {
  await put(Buffer.alloc(chunkBytes));
  expect(asked()).toEqual(["POST"]);
  const more = picturePath(2);
  const bytes = Buffer.alloc(chunkBytes + 1);
  await stub.objects.put({ path: more, bytes, contentType, signal });
  expect(asked().slice(1)).toEqual(["POST", "PATCH 0", `PATCH ${chunkBytes}`]);
});

test("O3: after a broken connection an upload goes on from where the server is", async () => {
  stub.faults.breaking = { times: 2, afterBytes: 1_000_000 };
  await put();
  expect(asked()).toEqual([
    "POST",
    "PATCH 0",
    "HEAD",
    "PATCH 1000000",
    "HEAD",
    "PATCH 2000000",
    `PATCH ${2_000_000 + chunkBytes}`,
  ]);
  expect(isStored()).toBe(true);
});

test("O3: trouble is borne five times in a row; then the store has failed for now, and a repeat begins anew", async () => {
  stub.faults.breaking = { times: 5, afterBytes: 0 };
  await put();
  expect(isStored()).toBe(true);
  stub.server.state.objects.clear();
  stub.faults.breaking = { times: 6, afterBytes: 0 };
  await expect(put()).rejects.toMatchObject({ kind: "unreachable", mayPass: true });
  expect(stub.stored(path)).toBeUndefined();
  await put();
  expect(isStored()).toBe(true);
});

test("O3: an upload that the server has forgotten is sent from the beginning", async () => {
  stub.faults.forgetting = { times: 1, afterBytes: chunkBytes };
  await put();
  expect(asked().slice(0, 5)).toEqual([
    "POST",
    "PATCH 0",
    `PATCH ${chunkBytes}`,
    "POST",
    "PATCH 0",
  ]);
  expect(isStored()).toBe(true);
});

test("O3: one that is forgotten again and again has failed for now", async () => {
  stub.faults.forgetting = { times: 3, afterBytes: 1 };
  await expect(put()).rejects.toMatchObject({ kind: "busy", mayPass: true });
  expect(asked().filter((one) => one === "POST")).toHaveLength(3);
  await put();
  expect(isStored()).toBe(true);
});

test("O3: when the last answer is lost, the picture is looked for and found", async () => {
  stub.faults.loseAnswer = true;
  await put();
  expect(asked().slice(-2)).toEqual(["HEAD", "GET"]);
  expect(isStored()).toBe(true);
});

test("O3: bytes that arrived whole without an object that came of them are no picture: it is sent anew", async () => {
  stub.faults.loseObject = true;
  await put();
  expect(asked().slice(3, 8)).toEqual([
    `PATCH ${2 * chunkBytes}`,
    "HEAD",
    "GET",
    "POST",
    "PATCH 0",
  ]);
  expect(isStored()).toBe(true);
});

test("O8: an upload goes to its project, whatever host a proxy puts into its address", async () => {
  stub.faults.otherOrigin = "http://storage.internal:5000";
  await put();
  expect(isStored()).toBe(true);
});

test("O2, O3: a repeat sends no byte where the same lie there, and replaces no others", async () => {
  await put();
  stub.server.requests.length = 0;
  await put();
  expect(asked()).toEqual(["POST", "GET"]);
  const other = Buffer.from(large);
  other[other.length - 1] = (large.at(-1) ?? 0) ^ 1;
  await expect(put(other)).rejects.toMatchObject({ kind: "other_bytes", mayPass: false });
  expect(isStored()).toBe(true);
});

test("O2, O3: two who send the same picture at once both succeed", async () => {
  await Promise.all([put(), put(), put()]);
  expect(isStored()).toBe(true);
});

test("O3, O4: what never passes is told before a byte is sent", async () => {
  stub.server.makeBucket({ id: "strict", allowed_mime_types: ["image/webp"] });
  const strict = createSupabaseObjects(stub.lineWith({ bucket: "strict" }));
  const upload = strict.put({ path, bytes: large, contentType, signal });
  await expect(upload).rejects.toMatchObject({ kind: "type_refused", mayPass: false });
  stub.server.makeBucket({ id: "small", file_size_limit: 1000 });
  const small = createSupabaseObjects(stub.lineWith({ bucket: "small" }));
  const tooLarge = small.put({ path, bytes: large, contentType, signal });
  await expect(tooLarge).rejects.toMatchObject({ kind: "too_large", mayPass: false });
  const none = createSupabaseObjects(stub.lineWith({ bucket: "none" }));
  const nowhere = none.put({ path, bytes: large, contentType, signal });
  await expect(nowhere).rejects.toMatchObject({ kind: "no_bucket", mayPass: false });
  expect(asked()).toEqual(["POST", "POST", "POST"]);
});

test("O4: an upload in pieces ends with its signal while it sends", async () => {
  stub.faults.delayMs = 5000;
  const leave = new AbortController();
  const sent = stub.objects.put({ path, bytes: large, contentType, signal: leave.signal });
  await until("the upload is under way", () => asked().length > 0);
  const reason = new Error("we leave");
  leave.abort(reason);
  await expect(sent).rejects.toBe(reason);
});

test("O4: an upload in pieces ends with its signal while it waits", async () => {
  stub.faults.breaking = { times: 9, afterBytes: 0 };
  const patient = createSupabaseObjects(stub.lineWith({ limits: { againMs: 60_000 } }));
  const leave = new AbortController();
  const waits = patient.put({ path, bytes: large, contentType, signal: leave.signal });
  await until("a piece was broken off", () => stub.faults.breaking?.times === 8);
  leave.abort(new Error("we leave"));
  await expect(waits).rejects.toThrow(/abort|leave/);
  expect(stub.stored(path)).toBeUndefined();
});
