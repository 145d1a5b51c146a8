import { existsSync, mkdirSync } from "node:fs";
import { open, rm, statfs } from "node:fs/promises";
import { join } from "node:path";
import type { Spool, SpooledAnswer } from "@bunch/core/ports/spool";
import { createDiskSink } from "./disk-sink.ts";
import { readSpoolFile } from "./spool-file.ts";

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
    async find({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      const whole = await read(answer, true);
      // A part that vanishes between the two looks has just become the answer.
      return whole ?? (await read(part, false)) ?? (await read(answer, true));
    },
    async discard({ attemptId }) {
      const { part, answer } = pathsOf(folder, attemptId);
      await rm(part, { force: true });
      await rm(answer, { force: true });
    },
  };
}

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function pathsOf(folder: string, attemptId: string): { part: string; answer: string } {
  if (!uuid.test(attemptId))
    throw new Error(`An attempt's id is a UUID in small letters; this one is "${attemptId}".`);
  return { part: join(folder, `${attemptId}.part`), answer: join(folder, `${attemptId}.answer`) };
}

async function read(path: string, whole: boolean): Promise<SpooledAnswer | null> {
  try {
    return readSpoolFile(await readWhole(path), whole);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** In one piece: Node's own `readFile` gathers it from many, which costs twice the memory. */
async function readWhole(path: string): Promise<Buffer> {
  const file = await open(path, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow((await file.stat()).size);
    let readBytes = 0;
    while (readBytes < bytes.byteLength) {
      const { bytesRead } = await file.read(bytes, readBytes);
      if (bytesRead === 0) break;
      readBytes += bytesRead;
    }
    return bytes.subarray(0, readBytes);
  } finally {
    await file.close();
  }
}
