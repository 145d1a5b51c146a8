import { type FileHandle, open } from "node:fs/promises";

/** How long a busy folder stays open for the next syncs: opening and closing one cost as much as the sync between them. */
const keptMs = 2000;
const mostKept = 64;

type Kept = { handle: Promise<FileHandle>; letGo: NodeJS.Timeout };
const kept = new Map<string, Kept>();

/** Windows opens no folders; there a rename is journaled by the file system itself. */
const opensNoFolders = process.platform === "win32";

/** Makes the names in a folder outlive a power cut: those of files that were just made there, or renamed. */
export async function syncFolder(folder: string): Promise<void> {
  if (opensNoFolders) return;
  // Whatever was kept of that name may be another folder.
  forget(folder);
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}

/** The same for a folder that gets files all the time; its disk cannot be unmounted for two seconds. */
export async function syncBusyFolder(folder: string): Promise<void> {
  if (opensNoFolders) return;
  try {
    const handle = await keep(folder);
    await handle.sync();
  } catch (error) {
    // It may stand for another folder than the one of that name now: a disk that was away and came back.
    forget(folder);
    throw error;
  }
}

function keep(folder: string): Promise<FileHandle> {
  const known = kept.get(folder);
  // Not for longer by being used: a folder that was swapped is noticed, however busy it is.
  if (known) return known.handle;
  const [oldest] = kept.keys();
  if (kept.size >= mostKept && oldest !== undefined) forget(oldest);
  const handle = open(folder, "r");
  kept.set(folder, { handle, letGo: setTimeout(() => forget(folder), keptMs).unref() });
  return handle;
}

function forget(folder: string): void {
  const known = kept.get(folder);
  if (!known) return;
  kept.delete(folder);
  clearTimeout(known.letGo);
  // Waits for those who sync it still; what cannot be closed was never open.
  known.handle.then((handle) => handle.close()).catch(() => {});
}
