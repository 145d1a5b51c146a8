import { createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import { freeBytes } from "@bunch/core/free-bytes";
import type { ArchiveRow, CountedPicture } from "@bunch/core/ports/archive-store";
import { pictureHead, takesMetadata } from "@bunch/core/metadata/picture-head";
import type { ObjectStore } from "@bunch/core/ports/object-store";

const atOnce = 4;

/** What the store has of a picture whose checksum nobody knows. */
export type Looked =
  | { is: "counted"; picture: CountedPicture }
  | { is: "lost" }
  | { is: "damaged" }
  | { is: "not_yet" };

/**
 * Reads the pictures of a page that nobody has counted, a few at once, for as long as there is time; by their result's id.
 * Their heads count only where something is written behind them.
 */
export async function countPictures(
  objects: ObjectStore,
  rows: readonly ArchiveRow[],
  input: { withHeads: boolean; untilMs: number; signal: AbortSignal },
): Promise<Map<string, Looked>> {
  const open = rows.filter(
    ({ result, crc32: sum, head }) =>
      result.path !== null &&
      (sum === null || (input.withHeads && head === null && takesMetadata(result.mimeType))),
  );
  const looked = new Map<string, Looked>();
  const work = async () => {
    for (let row = open.shift(); row; row = open.shift()) {
      const { id } = row.result;
      const isTime = performance.now() < input.untilMs;
      looked.set(id, isTime ? await look(objects, row, input.signal) : { is: "not_yet" });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  return looked;
}

async function look(
  objects: ObjectStore,
  { result, sha256 }: ArchiveRow,
  signal: AbortSignal,
): Promise<Looked> {
  const path = result.path ?? "";
  const bytes = await objects.get({ path, signal });
  if (bytes === null) return { is: "lost" };
  const isWhole = createHash("sha256").update(bytes).digest("hex") === sha256;
  const picture = {
    resultId: result.id,
    path,
    bytes: bytes.byteLength,
    crc32: crc32(bytes),
    head: pictureHead(bytes, result.mimeType, crc32),
  };
  freeBytes(bytes);
  return isWhole || sha256 === null ? { is: "counted", picture } : { is: "damaged" };
}
