import { statfs } from "node:fs/promises";

/** What an embedded database needs to go on writing: its last megabytes must not go into new batches. */
const leastFreeBytes = 64_000_000;

/** Whether the disk of a folder takes more; one that cannot be asked is not said to be full. */
export async function hasRoom(folder: string): Promise<boolean> {
  const disk = await statfs(folder).catch(() => null);
  return disk === null || disk.bavail * disk.bsize >= leastFreeBytes;
}
