import { existsSync, mkdirSync } from "node:fs";
import { type FileHandle, open, readdir, stat, statfs, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { Spool, SpooledAnswer } from "@bunch/core/ports/spool";
import { createDiskSink } from "./disk-sink.ts";
import { longestHeadBytes, readSpoolHead } from "./spool-file.ts";

/** Room for ten of the largest answers and their pictures: a file can be opened on a full disk, but takes no paid answer. */
const usualLeastFreeBytes = 300_000_000;

/**
 * A spool on a local disk: `<attempt>.part` while an answer streams in, `<attempt>.answer` once all of it is safe. With
 * less free room than `leastFreeBytes` nothing is opened, so that nothing is paid that could not be kept.
 */
export function createDiskSpool(input: { folder: string; leastFreeBytes?: number }): Spool {
  const { folder, leastFreeBytes = usualLeastFreeBytes } = input;
  mkdirSync(folder, { recursive: true, mode: 0o700 });

  return {
    async open({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      // An attempt is one call, and what another opening has caught may be paid for.
      if (existsSync(answer)) throw new Error(`${answer} is in the spool already.`);
      const { bavail, bsize } = await statfs(folder);
      if (bavail * bsize < leastFreeBytes)
        throw new Error(
          `The disk of ${folder} has ${Math.floor((bavail * bsize) / 1e6)} MB left; answers need ${Math.ceil(leastFreeBytes / 1e6)} MB.`,
        );
      const file = await open(part, "wx", 0o600);
      return createDiskSink({ file, part, answer, folder });
    },
    async sizeOf({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      return (await sizeOf(answer)) ?? (await sizeOf(part)) ?? sizeOf(answer);
    },
    async find({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      const whole = await read(answer, true);
      // A part that vanishes between the two looks has just become the answer.
      return whole ?? (await read(part, false)) ?? (await read(answer, true));
    },
    async list() {
      const names = await readdir(folder);
      const ids = names.flatMap((name) => /^(.+)\.(?:part|answer)$/.exec(name)?.[1] ?? []);
      return [...new Set(ids)].filter((id) => uuid.test(id));
    },
    async discard({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      // It is the one or the other. A part that is not there any more by the second look has just become the answer.
      if ((await forget(answer)) || (await forget(part))) return;
      await forget(answer);
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function pathsOf(folder: string, attemptId: string): { part: string; answer: string } {
  if (!uuid.test(attemptId))
    throw new Error(`An attempt's id is a UUID in small letters; this one is "${attemptId}".`);
  return { part: join(folder, `${attemptId}.part`), answer: join(folder, `${attemptId}.answer`) };
}

/** False when it is not there. */
async function forget(path: string): Promise<boolean> {
  try {
    await unlink(path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
    throw error;
  }
}

async function sizeOf(path: string): Promise<number | null> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

async function read(path: string, whole: boolean): Promise<SpooledAnswer | null> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
  try {
    const { size } = await file.stat();
    const found = readSpoolHead(await piece(file, 0, Math.min(size, longestHeadBytes)));
    if (!found) return null;
    const body = await piece(file, found.bytes, size - found.bytes);
    return { ...found.head, body, whole };
  } finally {
    await file.close();
  }
}

/** Bytes of a file in memory that is theirs alone, so that it can be freed once they are read. */
async function piece(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(length);
  let readBytes = 0;
  while (readBytes < length) {
    const { bytesRead } = await file.read(bytes, readBytes, length - readBytes, from + readBytes);
    // It was longer a moment ago: only its beginning is told, and nothing that was in this memory before.
    if (bytesRead === 0) return Buffer.from(bytes.subarray(0, readBytes));
    readBytes += bytesRead;
  }
  return bytes;
}
