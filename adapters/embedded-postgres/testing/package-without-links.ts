import { constants, copyFile, link, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { findPackageFolder } from "../program-package.ts";

/** Lays out this machine's PostgreSQL package as npm leaves it when install scripts are off: without symbolic links. */
export async function packageWithoutLinks(folder: string): Promise<void> {
  await layOut(findPackageFolder(), folder);
}

async function layOut(from: string, to: string): Promise<void> {
  await mkdir(to);
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await layOut(source, target);
    // A second name for the same file is quicker than a copy, where both are on one disk.
    if (entry.isFile())
      await link(source, target).catch(() => copyFile(source, target, constants.COPYFILE_EXCL));
  }
}
