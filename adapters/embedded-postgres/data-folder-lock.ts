import { CannotStart } from "@bunch/core/cannot-start";
import { join } from "node:path";
import { type FileLock, tryFileLock } from "./file-lock.ts";
import { isKnownToLive, readLockHolder, removeLockHolder, writeLockHolder } from "./lock-holder.ts";
import { prepareDataFolder } from "./prepare-data-folder.ts";
import { waitUntil } from "./wait-until.ts";

/** The right to be the one server of a data folder. */
export type DataFolderLock = { release(): Promise<void> };

/** Thrown when another server keeps a data folder; the message names it and says what to do. */
export class DataFolderBusy extends CannotStart {
  override name = "DataFolderBusy";
}

const drainWaitMs = 20_000;
const pauseMs = 100;

/**
 * Makes this process the one server of a data folder, waiting for a predecessor that is still draining.
 *
 * Holding it proves that the predecessor is dead or has let go: recovery may treat whatever that one had in hand as
 * abandoned. Two things have to agree. The lock itself is the kernel's, which gives it to one process at a time and
 * takes it back only when that process has ended, however it ended (kill -9 included), so nothing is ever stale and
 * nothing has to be removed. Beside it the holder writes its process number and start time, which name it to others
 * and keep it safe even if it lost the kernel's lock while alive (a program in it read the lock file).
 */
export async function lockDataFolder(input: {
  dataDir: string;
  signal: AbortSignal;
  waitMs?: number;
  /** What this server is, in words for a second one that is turned away. */
  describe: string;
}): Promise<DataFolderLock> {
  const { signal, waitMs = drainWaitMs } = input;
  const dataDir = await prepareDataFolder(input.dataDir);
  const holderPath = join(dataDir, "server.json");
  const lock = await waitUntil({
    waitMs,
    pauseMs,
    signal,
    attempt: () => tryLock(dataDir, holderPath),
  });
  if (lock === undefined) throw await busy(dataDir, holderPath, waitMs);
  try {
    await writeLockHolder(holderPath, input.describe);
  } catch (error) {
    lock.release();
    throw error;
  }
  let released: Promise<void> | undefined;
  return {
    release: () => (released ??= removeLockHolder(holderPath).finally(() => lock.release())),
  };
}

async function tryLock(dataDir: string, holderPath: string): Promise<FileLock | undefined> {
  const lock = tryFileLock(join(dataDir, "server.lock"), "exclusive");
  if (lock === undefined) return undefined;
  const holder = await readLockHolder(holderPath);
  if (holder === undefined || !(await isKnownToLive(holder))) return lock;
  lock.release();
  return undefined;
}

async function busy(dataDir: string, holderPath: string, waitMs: number): Promise<DataFolderBusy> {
  const holder = await readLockHolder(holderPath);
  const who =
    holder === undefined
      ? "another process"
      : `${holder.describe} (process ${holder.pid}, since ${holder.since})`;
  const end = holder === undefined ? "Stop it" : `Stop it with "kill ${holder.pid}"`;
  return new DataFolderBusy(
    `The data folder ${dataDir} is held by ${who}, which did not let go within ${Math.round(waitMs / 1000)} s. ${end}, or start this server with another DATA_DIR.`,
  );
}
