import { randomBytes } from "node:crypto";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { processIdentity } from "./process-identity.ts";

/** Who says to hold a lock: enough to tell a living holder from a dead one whose process number is used again. */
export type LockHolder = LockNews & {
  pid: number;
  identity?: string;
  describe: string;
  since: string;
};

/** What a holder lets others know while it holds. */
export type LockNews = {
  /** Where it answers people. */
  url?: string;
  /** It takes nothing new and ends when what is under way has ended. */
  isDraining?: true;
};

/** Tells this process as the holder of a lock. */
export async function holderNow(describe: string): Promise<LockHolder> {
  const identity = await processIdentity(process.pid);
  const since = new Date().toISOString();
  return { pid: process.pid, describe, since, ...(identity && { identity }) };
}

/** Writes down who holds a lock, whole or not at all. */
export async function writeLockHolder(path: string, holder: LockHolder): Promise<void> {
  const unfinished = `${path}.${randomBytes(4).toString("hex")}`;
  await writeFile(unfinished, JSON.stringify(holder), { mode: 0o600 });
  await rename(unfinished, path);
}

/** Answers who wrote themselves down as holder; undefined when nobody did, or nothing legible. */
export async function readLockHolder(path: string): Promise<LockHolder | undefined> {
  try {
    return JSON.parse(await readFile(path, "utf8")) as LockHolder;
  } catch {
    return undefined;
  }
}

/** Whether the very process that wrote itself down still lives; where start times cannot be told, it is not known to. */
export async function isKnownToLive(holder: LockHolder): Promise<boolean> {
  return holder.identity !== undefined && (await processIdentity(holder.pid)) === holder.identity;
}

/** Takes the holder's word back when the lock is let go. */
export async function removeLockHolder(path: string): Promise<void> {
  await rm(path, { force: true });
}
