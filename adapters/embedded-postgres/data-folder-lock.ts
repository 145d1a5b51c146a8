import { CannotStart } from "@bunch/core/cannot-start";
import { join } from "node:path";
import { type FileLock, tryFileLock } from "./file-lock.ts";
import {
  holderNow,
  isKnownToLive,
  type LockHolder,
  type LockNews,
  readLockHolder,
  removeLockHolder,
  writeLockHolder,
} from "./lock-holder.ts";
import { prepareDataFolder } from "./prepare-data-folder.ts";
import { waitUntil } from "./wait-until.ts";

/** The right to be the one server of a data folder. */
export type DataFolderLock = {
  /** Lets whoever comes second know more about the holder. */
  tell(news: LockNews): Promise<void>;
  release(): Promise<void>;
};

/** Thrown when another server keeps a data folder; the message names it and says what to do. */
export class DataFolderBusy extends CannotStart {
  override name = "DataFolderBusy";
}

const drainWaitMs = 20_000;
/** One that serves may just have been told to end, and has not said so yet. */
const servesWaitMs = 1500;
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
  /** Hears at once whom it waits for. */
  say?: (sentence: string) => void;
}): Promise<DataFolderLock> {
  const { signal, waitMs = drainWaitMs, say = () => {} } = input;
  const dataDir = await prepareDataFolder(input.dataDir);
  const holderPath = join(dataDir, "server.json");
  const serving = patienceWithServing();
  let said = "";
  const lock = await waitUntil({
    waitMs,
    pauseMs,
    signal,
    attempt: async () => {
      const taken = await tryLock(dataDir, holderPath);
      if (taken !== undefined) return taken;
      const holder = await readLockHolder(holderPath);
      if (serving.isOver(holder)) throw new DataFolderBusy(alreadyServes(dataDir, holder));
      const sentence = waitsFor(holder, waitMs);
      if (sentence !== said && waitMs > 0) say(sentence);
      said = sentence;
      return undefined;
    },
  });
  if (lock === undefined) throw await busy(dataDir, holderPath, waitMs);
  let holder = await holderNow(input.describe);
  try {
    await writeLockHolder(holderPath, holder);
  } catch (error) {
    lock.release();
    throw error;
  }
  let released: Promise<void> | undefined;
  return {
    tell: async (news) => {
      holder = { ...holder, ...news };
      if (released === undefined) await writeLockHolder(holderPath, holder);
    },
    release: () => (released ??= removeLockHolder(holderPath).finally(() => lock.release())),
  };
}

type Serving = LockHolder & { url: string };

/** One that serves people is there to stay: whoever came second need not wait for it as for one that ends. */
function patienceWithServing() {
  let sinceMs: number | null = null;
  return {
    isOver(holder: LockHolder | undefined): holder is Serving {
      if (holder?.url === undefined || holder.isDraining) {
        sinceMs = null;
        return false;
      }
      sinceMs ??= performance.now();
      return performance.now() - sinceMs >= servesWaitMs;
    },
  };
}

function waitsFor(holder: LockHolder | undefined, waitMs: number): string {
  const who = holder ? `${holder.describe} (process ${holder.pid})` : "another process";
  const seconds = Math.round(waitMs / 1000);
  return holder?.isDraining
    ? `Waiting for ${who}, which is ending and still finishes what is under way; for ${seconds} s at most.`
    : `Waiting for ${who}, which holds this data folder; for ${seconds} s at most.`;
}

function alreadyServes(dataDir: string, { url, pid, since }: Serving): string {
  return `Bunch already runs on ${dataDir}: just open ${url}/nano-banana (process ${pid}, since ${since}). To start it anew, end that one first: ${howToEnd(pid)}. For a second one beside it, set another DATA_DIR and another PORT.`;
}

function howToEnd(pid: number): string {
  return process.platform === "win32" ? `taskkill /F /PID ${pid}` : `kill ${pid}`;
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
  const seconds = Math.round(waitMs / 1000);
  if (holder?.isDraining)
    return new DataFolderBusy(
      `${holder.describe} (process ${holder.pid}) is ending and still finishes what is under way on ${dataDir}, after ${seconds} s. Start again when it has ended; "${howToEnd(holder.pid)}" ends it now, and what is in flight is taken up at the next start.`,
    );
  const who =
    holder === undefined
      ? "another process"
      : `${holder.describe} (process ${holder.pid}, since ${holder.since})`;
  const end = holder === undefined ? "Stop it" : `Stop it with "${howToEnd(holder.pid)}"`;
  return new DataFolderBusy(
    `The data folder ${dataDir} is held by ${who}, which did not let go within ${seconds} s. ${end}, or start this server with another DATA_DIR.`,
  );
}
