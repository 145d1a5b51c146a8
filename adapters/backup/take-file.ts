import { constants, copyFile, link, mkdir, open } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Gives a file that is never written again a second name, or copies it where that cannot be (another disk, a file system
 * without links). False when it is not there.
 */
export async function linkOrCopy(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    if (codeOf(error) === "EEXIST") return true;
  }
  return copyOf(from, to);
}

/** Copies a file and makes the copy safe on the disk. False when it is not there. */
export async function copyOf(from: string, to: string): Promise<boolean> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await copyFile(from, to, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
  const handle = await open(to, "r+");
  try {
    await handle.chmod(0o600);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return true;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}
