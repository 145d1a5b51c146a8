import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GoogleGenAI } from "@google/genai";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { rawCall } from "../../test/raw-call.ts";
import { sendPiece, startUpload, uploadRequest, uploadWhole } from "../../test/raw-upload.ts";
import { pngPicture } from "../png-picture.ts";
import { startEmulator } from "../start-emulator.ts";
import type { Emulator } from "../start-emulator.ts";

let emulator: Emulator;
let google: GoogleGenAI;
beforeAll(async () => {
  emulator = await startEmulator({ tinyPictures: true });
  google = new GoogleGenAI({
    apiKey: "AIza-test-key-1234",
    httpOptions: { baseUrl: emulator.url, apiVersion: "v1beta", retryOptions: { attempts: 1 } },
  });
});
beforeEach(() => emulator.reset());
afterAll(() => emulator.stop());

const picture = pngPicture({ width: 8, height: 8, hue: 0, note: "a", bytes: null }).whole();
const blobOf = (bytes: Uint8Array, type: string) => new Blob([new Uint8Array(bytes)], { type });
const sha256 = (bytes: Uint8Array | string) => createHash("sha256").update(bytes).digest("hex");
const get = async (path: string, key = "AIza-test-key-1234", headers = {}) => {
  const response = await fetch(`${emulator.url}${path}`, {
    headers: { "x-goog-api-key": key, ...headers },
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
};

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "emulator-test-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

test("Google's own SDK uploads a file, sees it, lists it, downloads it and deletes it", async () => {
  const folder = await newFolder();
  const path = join(folder, "prompts.jsonl");
  const words = '{"key":"1"}\n'.repeat(900_000);
  await writeFile(path, words);
  const file = await google.files.upload({
    file: path,
    config: { mimeType: "application/jsonl", displayName: "my lines" },
  });
  expect(file).toMatchObject({
    displayName: "my lines",
    mimeType: "application/jsonl",
    sizeBytes: String(words.length),
    state: "ACTIVE",
    source: "UPLOADED",
  });
  expect(Buffer.from(file.sha256Hash ?? "", "base64").toString()).toBe(sha256(words));
  const lifeMs = Date.parse(file.expirationTime ?? "") - Date.parse(file.createTime ?? "");
  expect(lifeMs).toBe(48 * 3_600_000);
  const name = file.name ?? "";
  expect(name).toMatch(/^files\/[a-z0-9]{12}$/u);
  expect(await google.files.get({ name })).toEqual(file);

  for (let more = 0; more < 4; more += 1)
    await google.files.upload({ file: blobOf(picture, "image/png") });
  const names: (string | undefined)[] = [];
  for await (const one of await google.files.list({ config: { pageSize: 2 } }))
    names.push(one.name);
  expect(new Set(names).size).toBe(5);
  expect(names[4]).toBe(name);

  const downloadPath = join(folder, "back.jsonl");
  await google.files.download({ file: name, downloadPath });
  expect(sha256(await readFile(downloadPath))).toBe(sha256(words));

  await google.files.delete({ name });
  await expect(google.files.get({ name })).rejects.toMatchObject({ status: 403 });
  expect(emulator.bill()).toMatchObject({ calls: 0, costMicros: 0 });
});

test("Google's own SDK refers to a file in a prompt, and the call costs what it costs inline", async () => {
  const file = await google.files.upload({ file: blobOf(picture, "image/png") });
  await google.models.generateContent({
    model: "gemini-nano-banana-2.1",
    contents: [
      {
        role: "user",
        parts: [
          { text: "fox" },
          { fileData: { fileUri: file.uri ?? "", mimeType: "image/png" } },
          { inlineData: { mimeType: "image/png", data: picture.toString("base64") } },
        ],
      },
    ],
  });
  const reference = { mimeType: "image/png", sha256: sha256(picture), bytes: picture.length };
  const [call] = emulator.calls();
  expect(call?.references).toEqual([{ ...reference, file: file.name }, reference]);
  expect(call?.costMicros).toBe(Math.ceil((1 + 2 * 1120) * 1.5 + 900 * 7.5 + 1120 * 30));
});

test("an upload goes in by pieces, tells how far it is, and goes on after a broken one", async () => {
  emulator.configure({ uploadGranularityBytes: 4 });
  const started = await startUpload(emulator.url, { bytes: 10, file: { displayName: "ten" } });
  expect(started).toMatchObject({ status: 200, state: "active" });
  expect(await sendPiece(started.url, "upload", 0, "0123")).toMatchObject({
    status: 200,
    state: "active",
    received: "4",
  });
  await breakOff(started.url, 4, "45");
  const far = async () => await uploadRequest(started.url, { "x-goog-upload-command": "query" });
  await vi.waitFor(async () => expect(await far()).toMatchObject({ received: "6" }), 5000);
  expect(await sendPiece(started.url, "upload", 4, "4567")).toMatchObject({
    status: 400,
    state: "active",
    received: "6",
  });
  expect(await sendPiece(started.url, "upload, finalize", 6, "678")).toMatchObject({
    status: 400,
    state: "active",
  });
  const ended = await sendPiece(started.url, "upload, finalize", 9, "9");
  expect(ended).toMatchObject({ status: 200, state: "final", received: "10" });
  const { file } = JSON.parse(ended.text);
  expect(file).toMatchObject({ displayName: "ten", sizeBytes: "10" });
  expect((await get(`/download/v1beta/${file.name}:download?alt=media`)).text).toBe("0123456789");
  expect(await far()).toMatchObject({ state: "final", received: "10" });
  expect((await sendPiece(started.url, "upload", 10, "x")).status).toBe(400);
});

/** Announces more bytes than it sends, and leaves. */
async function breakOff(url: string, offset: number, bytes: string): Promise<void> {
  await new Promise<void>((resolve) => {
    const outgoing = request(url, {
      method: "POST",
      headers: {
        "x-goog-upload-command": "upload",
        "x-goog-upload-offset": offset,
        "content-length": bytes.length + 100,
      },
    });
    outgoing.on("error", () => resolve());
    outgoing.write(bytes, () => setTimeout(() => outgoing.destroy(), 50));
  });
}

test.each<[string, object, object]>([
  ["a file over the limit", { bytes: 101 }, { largestFileBytes: 100 }],
  ["a name in capitals", { file: { name: "files/ABC" } }, {}],
  ["a name too long", { file: { name: `files/${"a".repeat(41)}` } }, {}],
  ["more than there is room for", { bytes: 11 }, { mostStoredBytes: 10 }],
])("%s is refused before a byte is sent", async (_, wish, options) => {
  emulator.configure(options);
  const started = await startUpload(emulator.url, wish);
  expect([400, 429]).toContain(started.status);
  expect(started.url).toBe("");
});

test("more bytes than announced, or than a file may have, are refused and leave nothing", async () => {
  emulator.configure({ largestFileBytes: 100 });
  const announced = await startUpload(emulator.url, { bytes: 3 });
  expect((await sendPiece(announced.url, "upload, finalize", 0, "0123")).status).toBe(400);
  const silent = await startUpload(emulator.url);
  expect((await sendPiece(silent.url, "upload, finalize", 0, "x".repeat(101))).status).toBe(400);
  expect((await get("/v1beta/files")).text).toBe("{}\n");
});

test("pieces but the last keep the granularity, a cancelled upload is gone, an unknown one never was", async () => {
  const started = await startUpload(emulator.url);
  expect((await sendPiece(started.url, "upload", 0, "0123")).status).toBe(400);
  const other = await startUpload(emulator.url);
  expect((await sendPiece(other.url, "cancel", 0)).state).toBe("cancelled");
  expect((await sendPiece(other.url, "upload, finalize", 0, "0")).status).toBe(410);
  const nowhere = `${emulator.url}/upload/v1beta/files?upload_id=nothing`;
  expect((await sendPiece(nowhere, "upload, finalize", 0, "0")).status).toBe(404);
});

test("a name can be chosen once", async () => {
  const file = { name: "files/my-own-name" };
  expect(await uploadWhole(emulator.url, "x", { file })).toBe("files/my-own-name");
  expect((await startUpload(emulator.url, { file })).status).toBe(409);
});

const asReference = (fileUri: string, key = "AIza-test-key-1234") =>
  rawCall({
    url: emulator.url,
    key,
    body: { contents: [{ parts: [{ text: "fox" }, { file_data: { file_uri: fileUri } }] }] },
  });
const forbidden = (name: string) =>
  `You do not have permission to access the File ${name.slice("files/".length)} or it may not exist.`;

test("a file that is unknown, another project's or over 48 hours old is forbidden, and one in PROCESSING is not usable", async () => {
  const key = "AIza-a-stranger";
  const name = await uploadWhole(emulator.url, new Uint8Array(picture), { mimeType: "image/png" });
  const uri = `${emulator.url}/v1beta/${name}`;
  expect((await asReference(uri)).status).toBe(200);
  for (const reply of [
    await asReference(uri, key),
    await get(`/v1beta/${name}`, key),
    await get(`/v1beta/${name}:download?alt=media`, key),
  ]) {
    expect(reply.status).toBe(403);
    expect(reply.text).toContain(forbidden(name));
  }
  emulator.configure({ keysShareLimits: true });
  const shared = await uploadWhole(emulator.url, new Uint8Array(picture), {
    mimeType: "image/png",
  });
  expect((await asReference(shared, key)).status).toBe(200);

  emulator.configure({ fileProcessingMs: 60_000 });
  const processing = await asReference(shared);
  expect([processing.status, processing.text]).toEqual([
    400,
    expect.stringContaining("is not in an ACTIVE state and usage is not allowed"),
  ]);
  expect(JSON.parse((await get(`/v1beta/${shared}`)).text)).toMatchObject({ state: "PROCESSING" });
  emulator.configure({ clockAheadMs: 48 * 3_600_000 - 30_000 });
  expect((await asReference(shared)).status).toBe(200);
  emulator.configure({ clockAheadMs: 48 * 3_600_000 });
  const expired = await asReference(shared);
  expect([expired.status, expired.text]).toEqual([403, expect.stringContaining(forbidden(shared))]);
  expect((await get("/v1beta/files")).text).toBe("{}\n");
});

test("a file that is no picture cannot be a reference", async () => {
  const words = await uploadWhole(emulator.url, "words", { mimeType: "text/plain" });
  expect((await asReference(words)).text).toContain("Unsupported MIME type: text/plain");
  const liar = await uploadWhole(emulator.url, "words", { mimeType: "image/png" });
  expect((await asReference(liar)).text).toContain("Unable to process input image");
  expect((await asReference("gs://bucket/fox.png")).text).toContain("Unsupported file URI");
});

test("a download can be taken up where it broke off", async () => {
  const words = Array.from({ length: 100_000 }, (_, line) => `${line}\n`).join("");
  const name = await uploadWhole(emulator.url, words);
  const path = `/download/v1beta/${name}:download?alt=media`;
  emulator.configure({ cutDownloads: 1 });
  const cut = await fetch(`${emulator.url}${path}`, {
    headers: { "x-goog-api-key": "AIza-test-key-1234" },
  });
  expect(cut.headers.get("content-length")).toBe(String(words.length));
  await expect(cut.text()).rejects.toThrow("terminated");
  const rest = await get(path, undefined, { range: "bytes=1000-" });
  expect(rest.status).toBe(206);
  expect(rest.headers.get("content-range")).toBe(`bytes 1000-${words.length - 1}/${words.length}`);
  expect(rest.text).toBe(words.slice(1000));
  expect((await get(path, undefined, { range: `bytes=${words.length}-` })).status).toBe(416);
  expect((await get(`/v1beta/${name}:download`)).status).toBe(400);
});

test("files ask for a good key, can be refused by script, and are counted", async () => {
  emulator.configure({ acceptedKeys: ["AIza-good"], filesAndBatchesScript: ["unavailable_503"] });
  expect((await get("/v1beta/files", "AIza-bad")).text).toContain("API_KEY_INVALID");
  expect((await startUpload(emulator.url, { key: "AIza-bad" })).text).toContain("API_KEY_INVALID");
  expect((await fetch(`${emulator.url}/v1beta/files`)).status).toBe(403);
  expect((await get("/v1beta/files", "AIza-good")).status).toBe(503);
  expect((await get("/v1beta/files", "AIza-good")).status).toBe(200);
  expect(emulator.bill().fileCalls).toBe(5);
});

test("files lie in a temporary folder that goes with a reset and with the emulator", async () => {
  const folder = await newFolder();
  vi.stubEnv("TMPDIR", folder);
  onTestFinished(() => void vi.unstubAllEnvs());
  const own = await startEmulator();
  expect(readdirSync(folder)).toEqual([]);
  await uploadWhole(own.url, "x");
  expect(readdirSync(folder)).toHaveLength(1);
  own.reset();
  expect(readdirSync(folder)).toEqual([]);
  await uploadWhole(own.url, "x");
  await own.stop();
  expect(readdirSync(folder)).toEqual([]);
});
