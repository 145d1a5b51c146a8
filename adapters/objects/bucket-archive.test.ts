import { randomBytes } from "node:crypto";
import { access, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { createBucketArchive } from "./bucket-archive.ts";
import { openStub, picturePath, stubBucket } from "./testing/open-stub.ts";

const signal = new AbortController().signal;
const path = picturePath(1);
const bytes = randomBytes(7_000_000);
let stub: Awaited<ReturnType<typeof openStub>>;
let folder: string;
beforeEach(async () => {
  stub = await openStub();
  stub.server.makeBucket({ id: stubBucket, public: false });
  folder = await makeTestFolder();
});
afterEach(async () => {
  await stub.stop();
  await rm(folder, { recursive: true, force: true });
});

const archive = () => createBucketArchive(stub.line, { objects: stub.objects, firstWaitMs: 1 });

test("B5: a picture comes out of the bucket and goes in again byte for byte, large ones too, and a repeat is well", async () => {
  const [first, second] = [join(folder, "one.png"), join(folder, "two.png")];
  await writeFile(first, bytes);
  await archive().copyIn({ path, file: first, signal });
  await archive().copyIn({ path, file: first, signal });
  expect(stub.stored(path)?.contentType).toBe("image/png");
  expect(await archive().copyOut({ path, file: second, signal })).toBe(true);
  expect((await readFile(second)).equals(bytes)).toBe(true);
  expect((await stat(second)).mode & 0o777).toBe(0o600);
});

test("B5: what is not there leaves no file", async () => {
  const file = join(folder, "none.png");
  expect(await archive().copyOut({ path, file, signal })).toBe(false);
  await expect(access(file)).rejects.toThrow("ENOENT");
});

test("B5: what may pass is tried again both ways; what will not is an error at once", async () => {
  const file = join(folder, "one.png");
  await writeFile(file, bytes.subarray(0, 1000));
  stub.faults.failing = { times: 3, status: 503 };
  await archive().copyIn({ path, file, signal });
  stub.faults.failing = { times: 3, status: 503 };
  expect(await archive().copyOut({ path, file, signal })).toBe(true);
  stub.faults.refusesKeys = true;
  const asked = stub.server.requests.length;
  await expect(archive().copyOut({ path, file, signal })).rejects.toMatchObject({ kind: "key" });
  expect(stub.server.requests).toHaveLength(asked + 1);
  stub.faults.refusesKeys = false;
  stub.faults.isAway = true;
  await expect(archive().copyOut({ path, file, signal })).rejects.toMatchObject({
    kind: "unreachable",
  });
});

test("B5: a disk that does not take a picture is told as itself, and not tried again", async () => {
  const file = join(folder, "one.png");
  await writeFile(file, bytes.subarray(0, 1000));
  await archive().copyIn({ path, file, signal });
  const asked = stub.server.requests.length;
  const nowhere = join(folder, "no", "such", "folder.png");
  await expect(archive().copyOut({ path, file: nowhere, signal })).rejects.toMatchObject({
    code: "ENOENT",
  });
  expect(stub.server.requests).toHaveLength(asked + 1);
});
