import { existsSync, readdirSync, readlinkSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { until } from "../../tools/testing/until.ts";
import { syncBusyFolder, syncFolder } from "./sync-folder.ts";

let parent: string;
beforeEach(async () => {
  parent = await makeTestFolder();
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const fds = "/proc/self/fd";
/** All that this process has open. */
const allOpened = () =>
  readdirSync(fds).flatMap((fd) => {
    try {
      return readlinkSync(join(fds, fd));
    } catch {
      // The listing's own, closed by now.
      return [];
    }
  });
/** How often this process has a folder open. */
const opened = (folder: string) => allOpened().filter((path) => path === folder).length;

test.runIf(existsSync(fds))(
  "A busy folder is open once for all its syncs, and no longer than it is busy",
  async () => {
    await Promise.all(Array.from({ length: 20 }, () => syncBusyFolder(parent)));
    expect(opened(parent)).toBe(1);
    await until("it is closed again", () => opened(parent) === 0, { withinMs: 10_000 });
  },
);

test.runIf(existsSync(fds))("However many are busy, a few are open", async () => {
  const folders = Array.from({ length: 90 }, (_, index) => join(parent, String(index)));
  for (const folder of folders) await mkdir(folder);
  // What a busy disk takes long for is over then: the syncs below are to end before the first of the last few is let go.
  await Promise.all(folders.map((folder) => syncFolder(folder)));
  await Promise.all(folders.map((folder) => syncBusyFolder(folder)));
  await until(
    "all but the last few are closed",
    () => {
      const open = allOpened().filter((path) => folders.includes(path));
      return open.length === 64 && new Set(open).size === 64;
    },
    { withinMs: 1500 },
  );
});

test.runIf(existsSync(fds))("What is synced once is not kept open", async () => {
  await syncFolder(parent);
  expect(opened(parent)).toBe(0);
});

test("A folder that is not there is an error each time, and one that was swapped is not taken for the former", async () => {
  const [folder, away] = [join(parent, "disk"), join(parent, "away")];
  await expect(syncBusyFolder(folder)).rejects.toThrow("ENOENT");
  await mkdir(folder);
  await writeFile(join(folder, "picture"), "");
  await syncBusyFolder(folder);
  await rename(folder, away);
  await mkdir(folder);
  await syncFolder(folder);
  await syncBusyFolder(folder);
  if (existsSync(fds)) expect([opened(folder), opened(away)]).toEqual([1, 0]);
});
