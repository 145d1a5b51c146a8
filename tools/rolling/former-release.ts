import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { linkPackages } from "../testing/link-packages.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../../", import.meta.url));
// Whose the clone is does not matter: nothing of it is run.
const git = (...words: string[]) =>
  run("git", ["-c", "safe.directory=*", "-C", root, ...words], { timeout: 60_000 });

/** The release before this one, as the file beside this names it. */
export type FormerRelease = { commit: string; restartsOnNewerSchema: boolean };

export async function readFormerRelease(): Promise<FormerRelease> {
  const file = new URL("former-release.json", import.meta.url);
  return JSON.parse(await readFile(file, "utf8")) as FormerRelease;
}

/** How to get the former release where this clone has it not; null where it is there. */
export async function whyNotHere({ commit }: FormerRelease): Promise<string | null> {
  try {
    await git("cat-file", "-e", `${commit}^{commit}`);
    return null;
  } catch {
    return `The former release was not tried: this clone has not its commit ${commit.slice(0, 9)}. git fetch --unshallow brings it.`;
  }
}

/**
 * Lays the former release out in an empty folder, with the packages of this one: two versions that run side by side for the
 * minutes of a deploy. Only its own workspaces are its own.
 */
export async function layOut({ commit }: FormerRelease, folder: string): Promise<void> {
  const archive = join(folder, "release.tar");
  await git("archive", "--output", archive, commit);
  await run("tar", ["-xf", archive, "-C", folder], { timeout: 60_000 });
  await linkPackages(folder);
}

/** The migrations that this version knows and the former one does not. */
export async function newMigrations(folder: string): Promise<string[]> {
  const namesIn = async (where: string) => readdir(join(where, "supabase/migrations"));
  const former = new Set(await namesIn(folder));
  return (await namesIn(root)).filter((name) => name.endsWith(".sql") && !former.has(name));
}
