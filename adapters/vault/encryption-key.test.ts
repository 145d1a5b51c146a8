import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "vitest";
import { loadEncryptionKey } from "./encryption-key.ts";

const ours = "0123456789abcdef".repeat(4);
let dataDir: string;
let path: string;
beforeEach(async () => {
  dataDir = join(await mkdtemp(join(tmpdir(), "bunch-key-")), "data");
  path = join(dataDir, "encryption.key");
});
afterEach(() => rm(join(dataDir, ".."), { recursive: true, force: true }));

test("A key is made once, readable by its owner alone, and found again", async () => {
  const first = await loadEncryptionKey({ dataDir, mayGenerate: true });
  expect(first).toMatchObject({ generated: true, warnings: [] });
  expect(first.key).toMatch(/^[0-9a-f]{64}$/);
  const again = await loadEncryptionKey({ dataDir, mayGenerate: false });
  expect(again).toEqual({
    key: first.key,
    formerKeys: [],
    generated: false,
    warnings: [],
    file: path,
  });
  if (process.platform !== "win32") expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(dataDir)).toEqual(["encryption.key"]);
});

test("Twenty that start at once, some in other processes, agree on one key", async () => {
  const module = JSON.stringify(new URL("./encryption-key.ts", import.meta.url).href);
  const script = `import { loadEncryptionKey } from ${module};
    const loads = Array.from({ length: 5 }, () =>
      loadEncryptionKey({ dataDir: ${JSON.stringify(dataDir)}, mayGenerate: true }));
    console.log(JSON.stringify(await Promise.all(loads)));`;
  const outputs = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
      const [output] = await Promise.all([
        text(child.stdout),
        once(child, "exit", { signal: AbortSignal.timeout(20_000) }),
      ]);
      return output;
    }),
  );
  const loads = outputs.flatMap(
    (output) => JSON.parse(output) as { key: string; generated: boolean }[],
  );
  expect(loads).toHaveLength(20);
  expect(new Set(loads.map((one) => one.key)).size).toBe(1);
  expect(loads.filter((one) => one.generated)).toHaveLength(1);
});

test("The environment's key is taken, in small letters and without spaces around it", async () => {
  const given = ` ${ours.toUpperCase()} `;
  const loaded = await loadEncryptionKey({ fromEnvironment: given, dataDir, mayGenerate: true });
  expect(loaded).toEqual({
    key: ours,
    formerKeys: [],
    generated: false,
    warnings: [],
    file: null,
  });
  await expect(readFile(path)).rejects.toThrow("ENOENT");
});

test.each(["abc", "g".repeat(64), ours.slice(1), `${ours}0`])(
  "The environment's key %j is refused with what to do",
  async (fromEnvironment) => {
    const load = loadEncryptionKey({ fromEnvironment, dataDir, mayGenerate: true });
    await expect(load).rejects.toThrow(/ENCRYPTION_KEY must be 64 hexadecimal.*randomBytes\(32\)/);
    await expect(load).rejects.not.toThrow(fromEnvironment);
  },
);

test("Without a key where none may be made, the start stops with what to do", async () => {
  const load = loadEncryptionKey({ fromEnvironment: "", dataDir, mayGenerate: false });
  await expect(load).rejects.toThrow(/ENCRYPTION_KEY is missing.*randomBytes\(32\)/);
});

test("A spoiled key file is never replaced by itself", async () => {
  await loadEncryptionKey({ dataDir, mayGenerate: true });
  await writeFile(path, "spoiled");
  const load = loadEncryptionKey({ dataDir, mayGenerate: true });
  await expect(load).rejects.toThrow("Put the right key back");
  expect(await readFile(path, "utf8")).toBe("spoiled");
});

test("The key printed in the manual works and is warned of", async () => {
  const printed = "a8b50c7d2194d6df46b1867f8df87d64ad0981948fc7544a1b1ab64a051e5f10";
  const load = { fromEnvironment: printed.toUpperCase(), dataDir, mayGenerate: true };
  const loaded = await loadEncryptionKey(load);
  expect(loaded.key).toBe(printed);
  expect(loaded.warnings).toEqual([expect.stringContaining("printed in the manual")]);
});

test("An environment's key beside another key file is warned of", async () => {
  await loadEncryptionKey({ dataDir, mayGenerate: true });
  const loaded = await loadEncryptionKey({ fromEnvironment: ours, dataDir, mayGenerate: true });
  expect(loaded.warnings).toEqual([expect.stringContaining("ENCRYPTION_KEY_PREVIOUS")]);
  const inFile = (await readFile(path, "utf8")).trim();
  const given = { fromEnvironment: ours, previousFromEnvironment: inFile, dataDir };
  const both = await loadEncryptionKey({ ...given, mayGenerate: true });
  expect(both.warnings, "it opens, as it is set as the former one").toEqual([]);
});
