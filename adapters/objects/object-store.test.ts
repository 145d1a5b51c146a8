import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createDiskObjects } from "./disk-objects.ts";
import { openStub, picturePath } from "./testing/open-stub.ts";

const signal = new AbortController().signal;
const contentType = "image/png";
const path = picturePath(3);

type Opened = { objects: ObjectStore; close: () => Promise<void> };
const stores: { where: string; open: () => Promise<Opened> }[] = [
  {
    where: "on a disk",
    open: async () => {
      const folder = await mkdtemp(join(tmpdir(), "bunch-objects-"));
      const objects = createDiskObjects({ folder: join(folder, "pictures") });
      return { objects, close: () => rm(folder, { recursive: true, force: true }) };
    },
  },
  {
    where: "in Supabase Storage",
    open: async () => {
      const { objects, stop } = await openStub();
      return { objects, close: stop };
    },
  },
];

/** So many bytes, which differ by seed and by where they stand. */
function bytesOf(seed: string, length: number): Buffer {
  const bytes = Buffer.alloc(length, createHash("sha512").update(seed).digest());
  for (let at = 0; at + 4 <= length; at += 4096) bytes.writeUInt32BE(at, at);
  return bytes;
}

describe.each(stores)("pictures $where", ({ open }) => {
  let opened: Opened;
  let objects: ObjectStore;
  beforeEach(async () => {
    opened = await open();
    ({ objects } = opened);
  });
  afterEach(() => opened.close());

  const read = async (of: string) => {
    const bytes = await objects.get({ path: of, signal });
    return bytes && createHash("sha256").update(bytes).digest("hex");
  };
  const digest = (bytes: Buffer) => createHash("sha256").update(bytes).digest("hex");

  test.each([1, 6, 300_000, 6_291_456, 6_291_457, 13_000_001])(
    "O1: what was put comes back byte for byte (%i bytes)",
    async (length) => {
      const bytes = bytesOf("fox", length);
      await objects.put({ path, bytes, contentType, signal });
      expect(await read(path)).toBe(digest(bytes));
    },
  );

  test.each([1000, 7_000_000])(
    "O1, O2: a repeat with the same bytes is well and changes nothing (%i bytes)",
    async (length) => {
      const bytes = bytesOf("owl", length);
      await objects.put({ path, bytes, contentType, signal });
      await objects.put({ path, bytes, contentType, signal });
      expect(await read(path)).toBe(digest(bytes));
    },
  );

  test("O1: there is nothing where nothing was put, not even at a folder", async () => {
    await objects.put({ path, bytes: bytesOf("x", 10), contentType, signal });
    expect(await objects.get({ path: picturePath(4), signal })).toBeNull();
    expect(await objects.get({ path: "user-1", signal })).toBeNull();
    expect(await objects.get({ path: `${path}/below`, signal })).toBeNull();
  });

  test("O5: removing takes what is there and does not mind what is not", async () => {
    await objects.put({ path, bytes: bytesOf("x", 10), contentType, signal });
    await objects.remove({ paths: [path, "never/was.png"], signal });
    await objects.remove({ paths: [path], signal });
    await objects.remove({ paths: [], signal });
    expect(await objects.get({ path, signal })).toBeNull();
  });

  test("O5: two hundred and fifty pictures go at once", async () => {
    const paths = Array.from({ length: 250 }, (_, number) => picturePath(number));
    for (const one of paths.filter((_, index) => index % 10 === 0))
      await objects.put({ path: one, bytes: bytesOf(one, 10), contentType, signal });
    await objects.remove({ paths, signal });
    for (const one of paths) expect(await objects.get({ path: one, signal })).toBeNull();
  });

  test.each([
    "../secret.png",
    "a/..",
    "/etc/passwd",
    "a//b.png",
    "",
    "a\0.png",
    "é.png",
    "a?b.png",
  ])("O1: the path %j is refused before anything is asked", async (wrong) => {
    const bytes = Buffer.from("x");
    const put = objects.put({ path: wrong, bytes, contentType, signal });
    await expect(put).rejects.toThrow("no path");
    await expect(objects.get({ path: wrong, signal })).rejects.toThrow("no path");
    await expect(objects.remove({ paths: [wrong], signal })).rejects.toThrow("no path");
  });

  test.each([1, 7_000_000])("O4: an aborted put leaves nothing (%i bytes)", async (length) => {
    const gone = AbortSignal.abort();
    const put = objects.put({ path, bytes: bytesOf("x", length), contentType, signal: gone });
    await expect(put).rejects.toThrow("abort");
    expect(await objects.get({ path, signal })).toBeNull();
    await expect(objects.get({ path, signal: gone })).rejects.toThrow("abort");
    await expect(objects.remove({ paths: [path], signal: gone })).rejects.toThrow("abort");
  });

  test("O1, O2: a hundred writers of one path leave one whole picture", async () => {
    const bytes = bytesOf("five", 200_000);
    const puts = Array.from({ length: 100 }, () =>
      objects.put({ path, bytes, contentType, signal }),
    );
    await Promise.all(puts);
    expect(await read(path)).toBe(digest(bytes));
  });

  test("O1: a hundred pictures put at once all come back", async () => {
    const paths = Array.from({ length: 100 }, (_, number) => picturePath(number));
    await Promise.all(
      paths.map((one) =>
        objects.put({ path: one, bytes: bytesOf(one, 150_000), contentType, signal }),
      ),
    );
    for (const one of paths) expect(await read(one)).toBe(digest(bytesOf(one, 150_000)));
  });
});
