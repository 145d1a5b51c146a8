import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { CannotStart } from "@bunch/core/cannot-start";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { syncBusyFolder, syncFolder } from "../files/sync-folder.ts";
import { clearIncoming } from "./clear-incoming.ts";
import { segmentsOf } from "./object-path.ts";

/** Keeps pictures as files below one folder; a file is there whole or not at all. */
export function createDiskObjects(input: { folder: string }): ObjectStore {
  const { folder } = input;
  // No object's path can reach a folder that begins with a dot.
  const incoming = join(folder, ".incoming");
  makeFolder(folder, incoming);
  clearIncoming(incoming);

  return {
    async put({ path, bytes, signal }) {
      const target = fileOf(folder, path);
      const arriving = join(incoming, randomUUID());
      try {
        await writeFile(arriving, bytes, { flag: "wx", mode: 0o600, flush: true, signal });
        const isNew = await moveInto(dirname(target), () => rename(arriving, target));
        if (isNew) await syncFolders(dirname(target), folder);
        else await syncBusyFolder(dirname(target));
      } catch (error) {
        await rm(arriving, { force: true });
        throw error;
      }
    },
    async get({ path, signal }) {
      try {
        return await readFile(fileOf(folder, path), { signal });
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    fileOf: ({ path }) => fileOf(folder, path),
    async remove({ paths, signal }) {
      const targets = paths.map((path) => fileOf(folder, path));
      for (const target of targets) {
        signal.throwIfAborted();
        await rm(target, { force: true });
      }
    },
  };
}

function makeFolder(folder: string, incoming: string): void {
  try {
    mkdirSync(incoming, { recursive: true, mode: 0o700 });
  } catch (error) {
    // A full disk is told of by whoever knows which it is.
    if ((error as NodeJS.ErrnoException).code === "ENOSPC") throw error;
    throw new CannotStart(
      `The pictures' folder ${folder} cannot be written (${(error as NodeJS.ErrnoException).code}). If its disk is away, bring it back, then start again: what was drawn meanwhile waits in the spool.`,
      { cause: error },
    );
  }
}

function fileOf(folder: string, path: string): string {
  return join(folder, ...segmentsOf(path));
}

/** Moves a file into a folder, which is made if it is not there: only the first picture of a batch pays for looking. */
async function moveInto(target: string, move: () => Promise<void>): Promise<boolean> {
  try {
    await move();
    return false;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  await mkdir(target, { recursive: true, mode: 0o700 });
  await move();
  return true;
}

/** From the innermost folder up to `last`. */
async function syncFolders(innermost: string, last: string): Promise<void> {
  for (let folder = innermost; folder.length >= last.length; folder = dirname(folder))
    await syncFolder(folder);
}

function isMissing(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === "ENOENT" || code === "ENOTDIR" || code === "EISDIR";
}
