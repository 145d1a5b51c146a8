import { mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { copyOf, linkOrCopy } from "./take-file.ts";

const answer = /^[0-9a-f-]{36}\.answer$/;
const part = /^[0-9a-f-]{36}\.part$/;

/**
 * Takes the answers of providers that lie in the spool. A whole one never changes and may have a second name; one that
 * is coming in is still written to, and is copied as far as it is.
 */
export async function takeAnswers(spool: string, folder: string): Promise<void> {
  const target = join(folder, "spool");
  await mkdir(target, { recursive: true, mode: 0o700 });
  for (const name of await readdir(spool).catch(() => []))
    if (answer.test(name)) await linkOrCopy(join(spool, name), join(target, name));
}

/** Takes what is coming in and the disk's id, and drops what was settled and forgotten before the snapshot. */
export async function settleAnswers(input: {
  spool: string;
  folder: string;
  openAttemptIds: readonly string[];
}): Promise<string[]> {
  const target = join(input.folder, "spool");
  const there = new Set(await readdir(input.spool).catch(() => []));
  const open = new Set(input.openAttemptIds);
  for (const name of there) {
    const isWhole = there.has(name.replace(/\.part$/, ".answer"));
    if (name === "spool-id" || (part.test(name) && !isWhole && open.has(name.slice(0, 36))))
      await copyOf(join(input.spool, name), join(target, name));
  }
  const kept: string[] = [];
  for (const name of await readdir(target)) {
    const isNeeded = !answer.test(name) || there.has(name) || open.has(name.slice(0, 36));
    if (isNeeded) kept.push(name);
    else await rm(join(target, name));
  }
  return kept;
}
