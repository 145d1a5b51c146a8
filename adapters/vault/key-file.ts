import { randomBytes, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../files/sync-folder.ts";
import { EncryptionKeyUnusable } from "./encryption-key-unusable.ts";

export const keyFileName = "encryption.key";

/** Whether a text can be an ENCRYPTION_KEY: 64 hexadecimal characters. */
export function isEncryptionKey(text: string): boolean {
  return /^[0-9a-f]{64}$/i.test(text);
}

/** The keys of a key file: the one that seals in the first line, former ones, which still open, below it. Null without a file. */
export async function readKeyFile(path: string): Promise<[string, ...string[]] | null> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new EncryptionKeyUnusable(
      `The key file ${path} cannot be read. Give this process's user read rights to it.`,
      { cause: error },
    );
  }
  const keys = keysIn(text);
  if (keys) return keys;
  throw new EncryptionKeyUnusable(
    `The key file ${path} does not hold 64 hexadecimal characters. Put the right key back from a backup; or remove the file, and a new key is made that opens none of the stored API keys.`,
  );
}

/** The same at once, for whoever cannot wait; null where it cannot be read just now. */
export function readKeyFileNow(path: string): [string, ...string[]] | null {
  try {
    return keysIn(readFileSync(path, "utf8"));
  } catch {
    return null;
  }
}

/** Null unless each line is a key. */
function keysIn(text: string): [string, ...string[]] | null {
  const [first, ...others] = text.trim().split(/\s*\n\s*/);
  if (first === undefined || ![first, ...others].every(isEncryptionKey)) return null;
  return [first.toLowerCase(), ...others.map((key) => key.toLowerCase())];
}

/**
 * Puts a new key in front of the one that a key file holds, so that from then on it seals and both open. Where an earlier
 * rotation was broken off, both are there already and stay. For one process at a time.
 */
export async function beginRotation(path: string): Promise<void> {
  const kept = await readKeyFile(path);
  if (kept?.length === 1) await replace(path, [randomBytes(32).toString("hex"), ...kept]);
}

/** How long ago a key file was changed; a clock that was put back makes it nothing. */
export async function keyFileAgeMs(path: string): Promise<number> {
  return Math.max(0, Date.now() - (await stat(path)).mtimeMs);
}

/** Takes former keys out of a key file, once nothing is left that only they open. For one process at a time. */
export async function endRotation(path: string): Promise<void> {
  const kept = await readKeyFile(path);
  if (kept !== null && kept.length > 1) await replace(path, kept.slice(0, 1));
}

/** All of the file or nothing of it, whenever the power goes. */
async function replace(path: string, keys: readonly string[]): Promise<void> {
  const folder = dirname(path);
  const arriving = join(folder, `.encryption.key.${randomUUID()}`);
  try {
    await writeFile(arriving, `${keys.join("\n")}\n`, { flag: "wx", mode: 0o600, flush: true });
    await rename(arriving, path);
    await syncFolder(folder);
  } finally {
    await rm(arriving, { force: true });
  }
}
