import { request } from "node:http";
import express from "express";
import { afterEach, expect, test } from "vitest";
import { type Listening, listen } from "../listen.ts";
import { problemResponse } from "../problem-response.ts";
import { type Form, readForm } from "./read-form.ts";

const limits = { fieldBytes: 1000, files: 2, fileBytes: 10_000, deadlineMs: 10_000 };
let listening: Listening | null = null;
afterEach(async () => {
  await listening?.close(0);
});

/** A server that reads one form; `read` has it, or what was thrown. */
async function serve(over: Partial<typeof limits> = {}) {
  const read = Promise.withResolvers<Form | Error>();
  const log = { info: () => {}, warn: () => {}, error: () => {} };
  const app = express()
    .post("/", async (incoming, response) => {
      const form = await readForm(incoming, { ...limits, ...over }).catch((error: Error) => error);
      read.resolve(form);
      if (form instanceof Error) throw form;
      response.json({ files: form.files.length });
    })
    .use(problemResponse(log));
  listening = await listen({ app, host: "127.0.0.1", port: 0 });
  return { url: `http://127.0.0.1:${listening.port}/`, port: listening.port, read: read.promise };
}

test("fields and files come in order, names in UTF-8, the last bytes of each file included", async () => {
  const { url, read } = await serve();
  const form = new FormData();
  form.append("first", "Füchse\n🦊");
  form.append("__proto__", "kept");
  form.append("pictures", new Blob([new Uint8Array(10_000).fill(7)]), "ä.png");
  form.append("pictures", new Blob([new Uint8Array(3).fill(8)]), "b.png");
  await fetch(url, { method: "POST", body: form });
  const got = await read;
  if (got instanceof Error) throw got;
  expect(Object.entries(got.fields)).toEqual([
    ["first", "Füchse\r\n🦊"],
    ["__proto__", "kept"],
  ]);
  expect(
    got.files.map(({ field, name, bytes }) => [field, name, bytes.length, bytes.at(-1)]),
  ).toEqual([
    ["pictures", "ä.png", 10_000, 7],
    ["pictures", "b.png", 3, 8],
  ]);
});

test("a refused upload of many megabytes is read away, so that its sender gets the answer", async () => {
  const { url, read } = await serve();
  const form = new FormData();
  form.append("pictures", new Blob([new Uint8Array(40_000_000)]), "huge.png");
  const response = await fetch(url, { method: "POST", body: form });
  expect(response.status).toBe(413);
  expect(await read).toMatchObject({ code: "reference_too_large" });
});

test.each<[string, (form: FormData) => void, string]>([
  [
    "a third file",
    (form) => ["a", "b", "c"].forEach((name) => form.append("p", new Blob(["x"]), name)),
    "too_many_references",
  ],
  ["a long field", (form) => form.append("p", "x".repeat(1001)), "body_too_large"],
  [
    "a field given twice",
    (form) => ["a", "b"].forEach((value) => form.append("p", value)),
    "bad_request",
  ],
  [
    "60 fields",
    (form) => Array.from({ length: 60 }, (_, index) => form.append(`f${index}`, "x")),
    "bad_request",
  ],
])("%s is refused", async (_name, fill, code) => {
  const { url, read } = await serve();
  const form = new FormData();
  fill(form);
  await fetch(url, { method: "POST", body: form });
  expect(await read).toMatchObject({ code });
});

test("an upload that stalls is given up after its time", async () => {
  const { port, read } = await serve({ deadlineMs: 100 });
  const answered = new Promise<number | undefined>((resolve, reject) => {
    const upload = request({
      host: "127.0.0.1",
      port,
      method: "POST",
      headers: { "content-type": "multipart/form-data; boundary=b" },
    });
    upload.on("response", (response) => {
      resolve(response.statusCode);
      upload.destroy();
    });
    upload.on("error", reject);
    upload.write('--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\nxx');
  });
  expect(await read).toMatchObject({
    code: "bad_request",
    message: expect.stringContaining("did not arrive"),
  });
  expect(await answered).toBe(400);
});

test("a client that hangs up ends the reading", async () => {
  const { port, read } = await serve();
  const upload = request({
    host: "127.0.0.1",
    port,
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b" },
  });
  upload.on("error", () => {});
  upload.write('--b\r\nContent-Disposition: form-data; name="a"; filename="x"\r\n\r\nxx', () =>
    upload.destroy(),
  );
  expect(await read).toMatchObject({ name: "ClientGone" });
});
