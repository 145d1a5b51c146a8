import { mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createDiskObjects } from "./disk-objects.ts";

const signal = new AbortController().signal;
const contentType = "image/png";
const path = "user-1/execution_2/result-3.png";
let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "bunch-objects-")), "pictures");
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

const filesIn = async () =>
  (await readdir(folder, { recursive: true, withFileTypes: true })).filter((one) => one.isFile());

test("What was put comes back byte for byte, and a repeat changes nothing", async () => {
  const objects = createDiskObjects({ folder });
  const bytes = Buffer.from([137, 80, 78, 71, 0, 255]);
  await objects.put({ path, bytes, contentType, signal });
  await objects.put({ path, bytes, contentType, signal });
  expect(await createDiskObjects({ folder }).get({ path, signal })).toEqual(bytes);
  expect(await filesIn()).toHaveLength(1);
});

test("The file of a picture holds its bytes, and no path leads out of the folder", async () => {
  const objects = createDiskObjects({ folder });
  await objects.put({ path, bytes: Buffer.from("fox"), contentType, signal });
  expect(await readFile(objects.fileOf({ path }) ?? "", "utf8")).toBe("fox");
  expect(() => objects.fileOf({ path: "user-1/../../etc/passwd" })).toThrow("no path");
});

test("A hundred writers of one path leave one whole picture and no scraps", async () => {
  const objects = createDiskObjects({ folder });
  const bytes = Buffer.alloc(200_000, 5);
  await Promise.all(
    Array.from({ length: 100 }, () => objects.put({ path, bytes, contentType, signal })),
  );
  expect(await objects.get({ path, signal })).toEqual(bytes);
  expect(await filesIn()).toHaveLength(1);
});

test("There is nothing where nothing was put, not even at a folder", async () => {
  const objects = createDiskObjects({ folder });
  await objects.put({ path, bytes: Buffer.from("x"), contentType, signal });
  expect(await objects.get({ path: "user-1/other.png", signal })).toBeNull();
  expect(await objects.get({ path: "user-1", signal })).toBeNull();
  expect(await objects.get({ path: `${path}/below`, signal })).toBeNull();
});

test("Removing takes what is there and does not mind what is not", async () => {
  const objects = createDiskObjects({ folder });
  await objects.put({ path, bytes: Buffer.from("x"), contentType, signal });
  await objects.remove({ paths: [path, "never/was.png"], signal });
  await objects.remove({ paths: [path], signal });
  expect(await objects.get({ path, signal })).toBeNull();
});

test.each([
  "../secret.png",
  "a/../../secret.png",
  "a/..",
  "..",
  ".",
  "/etc/passwd",
  "a//b.png",
  "a/",
  "",
  ".incoming/x",
  "a\\..\\b.png",
  "a\0.png",
  "é.png",
  "a/%2e%2e/b",
])("The path %j is refused before any file is touched", async (wrong) => {
  const objects = createDiskObjects({ folder });
  const bytes = Buffer.from("x");
  await expect(objects.put({ path: wrong, bytes, contentType, signal })).rejects.toThrow("no path");
  await expect(objects.get({ path: wrong, signal })).rejects.toThrow("no path");
  await expect(objects.remove({ paths: [wrong], signal })).rejects.toThrow("no path");
  expect(await filesIn()).toHaveLength(0);
});

test("An aborted put leaves neither picture nor scrap", async () => {
  const objects = createDiskObjects({ folder });
  const put = objects.put({
    path,
    bytes: Buffer.from("x"),
    contentType,
    signal: AbortSignal.abort(),
  });
  await expect(put).rejects.toThrow("abort");
  expect(await filesIn()).toHaveLength(0);
});

test("Scraps of a crash are cleared at the next start, and fresh ones are left to their writers", async () => {
  createDiskObjects({ folder });
  const old = join(folder, ".incoming", "old");
  await writeFile(old, "half a picture");
  await utimes(old, new Date(0), new Date(0));
  await writeFile(join(folder, ".incoming", "fresh"), "half a picture");
  createDiskObjects({ folder });
  expect((await filesIn()).map((one) => one.name)).toEqual(["fresh"]);
});

test.skipIf(process.platform === "win32")("Nobody else may read the pictures", async () => {
  const objects = createDiskObjects({ folder });
  await objects.put({ path, bytes: Buffer.from("x"), contentType, signal });
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
  expect((await stat(join(folder, path))).mode & 0o777).toBe(0o600);
});
