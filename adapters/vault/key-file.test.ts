import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadEncryptionKey } from "./encryption-key.ts";
import { beginRotation, endRotation, readKeyFile, readKeyFileNow } from "./key-file.ts";

let dataDir: string;
let path: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "bunch-key-file-"));
  path = join(dataDir, "encryption.key");
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test("K13: a rotation puts a new key above the former one and, when it is over, takes that one away", async () => {
  const first = await loadEncryptionKey({ dataDir, mayGenerate: true });
  await beginRotation(path);
  const both = await readKeyFile(path);
  expect(both).toEqual([expect.stringMatching(/^[0-9a-f]{64}$/), first.key]);
  expect(both?.[0]).not.toBe(first.key);
  expect(readKeyFileNow(path)).toEqual(both);
  expect(await loadEncryptionKey({ dataDir, mayGenerate: false })).toEqual({
    key: both?.[0],
    formerKeys: [first.key],
    generated: false,
    warnings: [],
    file: path,
  });
  await endRotation(path);
  expect(await readKeyFile(path)).toEqual(both?.slice(0, 1));
  if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["encryption.key"]);
});

test("K12: one that was broken off goes on with the key that it had made; without a file nothing is made", async () => {
  await beginRotation(path);
  expect(await readKeyFile(path)).toBeNull();
  expect(readKeyFileNow(path)).toBeNull();
  await loadEncryptionKey({ dataDir, mayGenerate: true });
  await beginRotation(path);
  const both = await readFile(path, "utf8");
  await beginRotation(path);
  expect(await readFile(path, "utf8")).toBe(both);
  await endRotation(path);
  const over = await readFile(path, "utf8");
  await endRotation(path);
  expect(await readFile(path, "utf8")).toBe(over);
});

test("a file with one spoiled line is no key file", async () => {
  await writeFile(path, `${"ab".repeat(32)}\n${"cd".repeat(31)}\n`);
  await expect(readKeyFile(path)).rejects.toThrow("Put the right key back");
  expect(readKeyFileNow(path)).toBeNull();
});
