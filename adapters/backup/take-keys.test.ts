import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { keysNow, takeKeys } from "./take-keys.ts";

test("K13, B1: a backup in the middle of a rotation holds the key of before and the one of after", async () => {
  const folder = await makeTestFolder();
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const [from, to] = [join(folder, "encryption.key"), join(folder, "copy")];
  expect(await takeKeys(from, to, await keysNow(from))).toBe(false);
  await writeFile(from, "former\n");
  const before = await keysNow(from);
  await writeFile(from, "present\n");
  expect(await takeKeys(from, to, before)).toBe(true);
  expect(await readFile(to, "utf8")).toBe("present\nformer\n");
});
