import { CannotStart } from "@bunch/core/cannot-start";
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Digest } from "./file-digest.ts";
import { checksumsFile, type Manifest } from "./manifest.ts";

/** The list of a backup's files with their digests, as `sha256sum` writes and checks it. */
export function checksumList(digests: ReadonlyMap<string, Digest>): string {
  return [...digests]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([path, { sha256 }]) => `${sha256}  ${path}\n`)
    .join("");
}

/** The digest of the list itself, which the manifest keeps. */
export function digestOfList(list: string): string {
  return createHash("sha256").update(list).digest("hex");
}

/** Which files a backup has, with the digest that each must have. */
export async function readChecksums(
  folder: string,
  manifest: Manifest,
): Promise<Map<string, string>> {
  const list = await readFile(join(folder, checksumsFile), "utf8").catch(() => "");
  if (digestOfList(list) !== manifest.files.checksums_sha256)
    throw new CannotStart(
      `${join(folder, checksumsFile)} is missing or was changed, so nothing proves this backup. Take another one.`,
    );
  return new Map(
    list.split("\n").flatMap((line) => {
      const [, sha256, path] = /^([0-9a-f]{64}) {2}(.+)$/.exec(line) ?? [];
      return sha256 && path ? [[path, sha256] as const] : [];
    }),
  );
}
