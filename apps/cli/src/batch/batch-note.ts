import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import { link, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";

/** What a folder remembers of its batch, so that the same command goes on with it and never pays a second (C3). */
export type BatchNote = {
  server: string;
  /** Whether it is the checkout's own server, whatever port it has by then. */
  isOwn: boolean;
  idempotencyKey: string;
  /** Of the request, the key left out. */
  digest: string;
  /** Null until the server has answered. */
  executionId: string | null;
  begunAt: string;
};

const version = 1;

/** Where a folder's note lies. */
export const notePath = (folder: string): string => join(folder, ".bunch-batch.json");

/** The note of a folder; null where there is none, "broken" where it says nothing that can be used. */
export async function readNote(folder: string): Promise<BatchNote | null | "broken"> {
  let text: string;
  try {
    text = await readFile(notePath(folder), {
      encoding: "utf8",
      flag: constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0),
    });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    return code === "ENOENT" || code === "ENOTDIR" ? null : "broken";
  }
  try {
    return parseNote(JSON.parse(text));
  } catch {
    return "broken";
  }
}

/** Writes the first note of a folder; false when somebody else was quicker. */
export async function createNote(folder: string, note: BatchNote): Promise<boolean> {
  await mkdir(folder, { recursive: true });
  const written = await writeBeside(folder, note);
  try {
    await link(written, notePath(folder));
    await syncFolder(folder);
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : "";
    if (code === "EEXIST") return false;
    // A file system without links, as on a memory stick: there nobody is kept from being quicker in between.
    if ((await readNote(folder)) !== null) return false;
    await rename(written, notePath(folder));
    return true;
  } finally {
    await rm(written, { force: true });
  }
}

/** Puts a note in the place of the old one, whole or not at all. */
export async function replaceNote(folder: string, note: BatchNote): Promise<void> {
  const written = await writeBeside(folder, note);
  try {
    await rename(written, notePath(folder));
    await syncFolder(folder);
  } finally {
    await rm(written, { force: true });
  }
}

/** Forgets a batch that the server has refused: nothing was stored and nothing is paid. */
export async function removeNote(folder: string): Promise<void> {
  await rm(notePath(folder), { force: true });
}

async function writeBeside(folder: string, note: BatchNote): Promise<string> {
  const path = `${notePath(folder)}.${randomUUID().slice(0, 8)}`;
  const file = await open(path, "wx", 0o600);
  try {
    const { executionId, idempotencyKey, isOwn, begunAt, ...same } = note;
    const text = {
      about:
        "Bunch's note of the batch whose pictures lie here. It keeps the same command from paying twice.",
      version,
      ...same,
      is_own_server: isOwn,
      idempotency_key: idempotencyKey,
      execution_id: executionId,
      begun_at: begunAt,
    };
    await file.writeFile(`${JSON.stringify(text, null, 2)}\n`);
    await file.sync();
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  } finally {
    await file.close();
  }
  return path;
}

function parseNote(value: unknown): BatchNote | "broken" {
  if (typeof value !== "object" || value === null) return "broken";
  const fields = value as Record<string, unknown>;
  const { server, digest, idempotency_key: idempotencyKey, execution_id: executionId } = fields;
  const { begun_at: begunAt, is_own_server: isOwn } = fields;
  if (fields["version"] !== version || typeof isOwn !== "boolean") return "broken";
  if (typeof server !== "string" || typeof digest !== "string") return "broken";
  if (typeof idempotencyKey !== "string" || typeof begunAt !== "string") return "broken";
  if (Number.isNaN(Date.parse(begunAt))) return "broken";
  if (executionId !== null && typeof executionId !== "string") return "broken";
  return { server, isOwn, digest, idempotencyKey, executionId, begunAt };
}

async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
