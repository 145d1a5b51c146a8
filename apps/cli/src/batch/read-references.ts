import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { basename } from "node:path";
import { CannotGoOn, exitStatus } from "../exit-status.ts";
import type { Words } from "../words/en.ts";
import { reasonOf } from "./read-prompts.ts";

/** A reference picture as it will be sent. */
export type Reference = { name: string; bytes: Buffer; mimeType: string; sha256: string };

const mostBytes = 200 * 1024 ** 2;

/** Reads the pictures given by `--ref`; what its first bytes call no picture is refused here, the rest the server judges. */
export async function readReferences(words: Words, paths: readonly string[]): Promise<Reference[]> {
  const references: Reference[] = [];
  for (const path of paths) {
    const bytes = await bytesOf(words, path);
    const mimeType = typeOf(bytes);
    if (!mimeType)
      throw new CannotGoOn(exitStatus.refused, "reference_not_an_image", words.refNotPicture(path));
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    references.push({ name: basename(path), bytes, mimeType, sha256 });
  }
  return references;
}

/** Refuses what this server will not take before it is asked for a price. */
export function checkReferences(
  words: Words,
  references: readonly Reference[],
  limits: { max_reference_images: number; max_reference_image_mb: number },
): void {
  if (references.length > limits.max_reference_images)
    throw new CannotGoOn(
      exitStatus.refused,
      "too_many_references",
      words.tooManyRefs(limits.max_reference_images),
    );
  for (const { name, bytes } of references)
    if (bytes.byteLength > limits.max_reference_image_mb * 1024 ** 2)
      throw new CannotGoOn(
        exitStatus.refused,
        "reference_too_large",
        words.refTooLarge(name, limits.max_reference_image_mb),
      );
}

async function bytesOf(words: Words, path: string): Promise<Buffer> {
  try {
    const { size } = await stat(path);
    if (size <= mostBytes) return await readFile(path);
  } catch (error) {
    throw new CannotGoOn(
      exitStatus.refused,
      "file_unreadable",
      words.fileUnreadable(path, reasonOf(error)),
    );
  }
  throw new CannotGoOn(
    exitStatus.refused,
    "reference_too_large",
    words.refTooLarge(path, mostBytes / 1024 ** 2),
  );
}

function typeOf(bytes: Buffer): string | null {
  const begin = bytes.subarray(0, 12).toString("latin1");
  if (begin.startsWith("\u0089PNG\r\n\u001A\n")) return "image/png";
  if (begin.startsWith("\u00FF\u00D8\u00FF")) return "image/jpeg";
  if (/^RIFF[^]{4}WEBP/.test(begin)) return "image/webp";
  return null;
}
