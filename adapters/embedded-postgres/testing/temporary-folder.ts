import { chmod, mkdtemp, readFile, readdir, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { isPostmasterOf } from "../postmaster-process.ts";
import { waitUntil } from "../wait-until.ts";

/** Makes a folder for one test, which other users may pass through; afterwards it goes, with every server in it. */
export async function temporaryFolder(): Promise<string> {
  const { folder, remove } = await temporaryFolderToRemove();
  onTestFinished(remove);
  return folder;
}

/** The same for several tests in turn, which remove it themselves when the last is done. */
export async function temporaryFolderToRemove(): Promise<{
  folder: string;
  remove: () => Promise<void>;
}> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "bunch-test-")));
  await chmod(folder, 0o755);
  const remove = async () => {
    await endServersBelow(folder);
    await rm(folder, { recursive: true, force: true });
  };
  return { folder, remove };
}

async function endServersBelow(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (entry.name !== "postmaster.pid") continue;
    const text = await readFile(join(entry.parentPath, entry.name), "utf8").catch(() => "");
    const pid = Number(text.split("\n")[0]);
    if (pid > 0 && (await isPostmasterOf(pid, entry.parentPath))) await end(pid, entry.parentPath);
  }
}

async function end(pid: number, clusterFolder: string): Promise<void> {
  process.kill(pid, "SIGCONT");
  process.kill(pid, "SIGQUIT");
  await waitUntil({
    attempt: async () => ((await isPostmasterOf(pid, clusterFolder)) ? undefined : true),
    waitMs: 10_000,
    pauseMs: 20,
    signal: new AbortController().signal,
  });
}
