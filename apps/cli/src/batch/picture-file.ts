import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { link, lstat, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { withoutMetadata } from "@bunch/contracts/metadata/without-metadata";
import type { PictureAddress } from "./picture-way.ts";

const mostNames = 1000;
const partPattern = /^\.bunch-(\d+)-[0-9a-f]{8}\.part$/;

/** A picture on the disk. */
export type PictureFile = {
  name: string;
  bytes: number;
  sha256: string;
  /** Whether it came just now. */
  fetched: boolean;
  /** Whether another file had its name. */
  isRenamed: boolean;
};

/** What came is not what the server said that it has. */
export class BadCopy extends Error {}

/**
 * Puts a picture into a folder: whole or not at all, and never over another file. If the very bytes are there already, under
 * the name or one of its followers (`name-2`), nothing is fetched; with metadata, if a file with some is there whose picture it is.
 */
export async function placePicture(input: {
  folder: string;
  name: string;
  address: PictureAddress;
  fetch: (address: PictureAddress, signal: AbortSignal) => Promise<Response>;
  signal: AbortSignal;
}): Promise<PictureFile> {
  const { folder, name } = input;
  const { isTold } = input.address;
  const expected = hashIn(input.address.provedBy);
  if (expected !== null) {
    const there = await findSame(folder, name, { hash: expected, isTold });
    if (there) return { ...there, fetched: false, isRenamed: there.name !== name };
  }
  const part = join(folder, `.bunch-${process.pid}-${randomUUID().slice(0, 8)}.part`);
  try {
    const { sha256, bytes } = await fetchInto(part, input);
    const proof = isTold ? await hashWithoutMetadata(part) : sha256;
    if (expected !== null && !proof?.startsWith(expected)) throw new BadCopy();
    for (const candidate of candidates(name)) {
      if (await takeName(part, join(folder, candidate)))
        return { name: candidate, bytes, sha256, fetched: true, isRenamed: candidate !== name };
      const there = await lookAt(join(folder, candidate));
      if (there?.sha256 === sha256)
        return { name: candidate, bytes, sha256, fetched: false, isRenamed: candidate !== name };
    }
    throw new Error(`More than ${mostNames} files begin like ${name}.`);
  } finally {
    await rm(part, { force: true });
  }
}

/** Removes what commands that were killed have left half. */
export async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const pid = Number(partPattern.exec(name)?.[1] ?? 0);
    if (pid > 0 && !isAlive(pid)) await rm(join(folder, name), { force: true });
  }
}

/** The first 32 hex digits of the content's SHA-256, which a picture's address ends with; null where it does not. */
function hashIn(url: string): string | null {
  return /-([0-9a-f]{32})\.[a-z0-9]{1,8}(?:[?#]|$)/.exec(url)?.[1] ?? null;
}

async function findSame(
  folder: string,
  name: string,
  { hash, isTold }: { hash: string; isTold: boolean },
) {
  for (const candidate of candidates(name)) {
    const path = join(folder, candidate);
    const there = await lookAt(path);
    if (there === null) return null;
    const { bytes, sha256 } = there;
    if (sha256 === null) continue;
    const proof = isTold ? await hashWithoutMetadata(path) : sha256;
    if (proof?.startsWith(hash)) return { name: candidate, bytes, sha256 };
  }
  return null;
}

/** The hash of the picture in a file that has metadata of ours; null for one without. */
async function hashWithoutMetadata(path: string): Promise<string | null> {
  const picture = withoutMetadata(await readFile(path));
  return picture && createHash("sha256").update(picture).digest("hex");
}

function* candidates(name: string): Generator<string> {
  const dot = name.lastIndexOf(".");
  for (let count = 1; count <= mostNames; count += 1)
    yield count === 1 ? name : `${name.slice(0, dot)}-${count}${name.slice(dot)}`;
}

/** Size and hash of a file; null where there is none, no hash where it is something else than a file. */
async function lookAt(path: string): Promise<{ bytes: number; sha256: string | null } | null> {
  const found = await lstat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (found === null) return null;
  if (!found.isFile()) return { bytes: 0, sha256: null };
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { bytes: found.size, sha256: hash.digest("hex") };
}

async function fetchInto(
  part: string,
  input: Parameters<typeof placePicture>[0],
): Promise<{ sha256: string; bytes: number }> {
  const answer = await input.fetch(input.address, input.signal);
  const length = answer.headers.get("content-length");
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(part, "wx");
  try {
    for await (const chunk of answer.body ?? []) {
      await file.writeFile(chunk);
      hash.update(chunk);
      bytes += chunk.byteLength;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  const isEncoded = answer.headers.get("content-encoding") !== null;
  if (bytes === 0 || (length !== null && !isEncoded && Number(length) !== bytes))
    throw new BadCopy();
  return { sha256: hash.digest("hex"), bytes };
}

/** Gives the file its name, if no other has it. */
async function takeName(part: string, path: string): Promise<boolean> {
  try {
    await link(part, path);
    return true;
  } catch (error) {
    if (isThere(error)) return false;
  }
  try {
    // A file system without links, as on a memory stick: an empty file holds the name until the whole one takes its place.
    await (await open(path, "wx")).close();
  } catch (error) {
    if (isThere(error)) return false;
    throw error;
  }
  try {
    await rename(part, path);
    return true;
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function isThere(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EEXIST";
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
