import { crc32 } from "node:zlib";
import { type ZipPart, zipParts } from "@bunch/core/archive/zip-layout";
import { freeBytes } from "@bunch/core/free-bytes";
import type { ArchiveStore } from "@bunch/core/ports/archive-store";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { type Inserted, partsWith } from "../metadata/inserted.ts";
import { metadataBlock } from "../metadata/metadata-block.ts";
import { unpack } from "./hold-text.ts";
import type { ArchivePlan } from "./plan-archive.ts";

/** So much is read ahead while a client takes what came before: at least one picture, however large. */
const aheadBytes = 8_000_000;
const aheadParts = 12;

type Doors = { archives: ArchiveStore; objects: ObjectStore };
type Content = Extract<ZipPart, { is: "content" }>;
/** A part of an archive; a picture is read already. */
type Coming = {
  part: ZipPart;
  bytes: number;
  picture: Promise<Uint8Array> | null;
  inserted: Inserted | null;
};

/**
 * The bytes of an archive from one up to before another. Each picture is read whole and proven before a byte of it goes
 * out: one that is not what the archive says ends it with an error, never with wrong bytes. What is yielded is free to
 * be overwritten once the next is asked for.
 */
export async function* archiveBytes(
  doors: Doors,
  plan: ArchivePlan,
  range: { from: number; to: number; signal: AbortSignal },
): AsyncGenerator<Uint8Array> {
  const parts = zipParts(plan.layout, range.from, range.to);
  const coming: Coming[] = [];
  let ahead = 0;
  const fill = () => {
    while (coming.length === 0 || (coming.length < aheadParts && ahead < aheadBytes)) {
      const next = parts.next();
      if (next.done) return;
      const one = begin(doors, plan, next.value, range.signal);
      ahead += one.bytes;
      coming.push(one);
    }
  };
  for (fill(); coming.length > 0; fill()) {
    const { part, bytes, picture, inserted } = coming.shift()!;
    range.signal.throwIfAborted();
    if (part.is === "own") yield part.bytes;
    else if (picture === null) yield* textOf(plan, part);
    else {
      const whole = await picture;
      yield* partsWith(whole, inserted, part);
      freeBytes(whole);
    }
    ahead -= bytes;
  }
}

function begin(doors: Doors, plan: ArchivePlan, part: ZipPart, signal: AbortSignal): Coming {
  const nothing = { part, bytes: 0, picture: null, inserted: null };
  if (part.is === "own") return nothing;
  const source = plan.sources[part.entry];
  if (source?.is !== "picture") return nothing;
  const picture = proven(doors, plan, part.entry, signal);
  // Its fault is met when its turn comes.
  picture.catch(() => {});
  const bytes = plan.layout.entries[part.entry]?.bytes ?? 0;
  return { part, bytes, picture, inserted: insertedInto(plan, source) };
}

function insertedInto(
  { origins }: ArchivePlan,
  { mimeType, told }: Extract<ArchivePlan["sources"][number], { is: "picture" }>,
): Inserted | null {
  const bytes = told && metadataBlock(mimeType, origins.at(told.origin));
  return told && bytes && { head: told.head, bytes };
}

async function proven(
  { archives, objects }: Doors,
  plan: ArchivePlan,
  index: number,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const source = plan.sources[index];
  if (source?.is !== "picture") throw new Error(`Entry ${index} is no picture.`);
  const { path, resultId, stored } = source;
  const bytes = await objects.get({ path, signal });
  if (bytes?.byteLength === stored.bytes && crc32(bytes) === stored.crc32) return bytes;
  // Whoever asks next is told of it beforehand.
  await archives.doubt({ ownerId: plan.ownerId, resultId, path });
  throw new Error(
    bytes === null
      ? `An archive was cut: ${path} is not in the store any more.`
      : `An archive was cut: ${path} has other bytes in the store than were stored.`,
  );
}

async function* textOf(plan: ArchivePlan, part: Content): AsyncGenerator<Uint8Array> {
  const source = plan.sources[part.entry];
  if (source?.is === "text") yield* unpack(source.text, part.from, part.to);
}
