import { createHash } from "node:crypto";
import { PassThrough } from "node:stream";
import { once } from "node:events";
import { distinctNames } from "@bunch/contracts/distinct-names";
import type { Execution } from "@bunch/contracts/execution";
import type { ManifestEntry } from "@bunch/contracts/manifest";
import { pictureName } from "@bunch/contracts/picture-name";
import type { ZipEntry } from "@bunch/core/archive/zip-entry";
import { layOutZip, type ZipLayout } from "@bunch/core/archive/zip-layout";
import type { ArchiveChoice, ArchiveRow, ArchiveStore } from "@bunch/core/ports/archive-store";
import type { ExecutionView } from "@bunch/core/ports/execution-views";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { Problem } from "@bunch/core/problem";
import { noSuchExecution } from "../request/ids.ts";
import { wireExecution } from "../wire/execution.ts";
import { manifestCsv } from "../wire/manifest-csv.ts";
import { manifestJson } from "../wire/manifest-json.ts";
import { wireResult } from "../wire/result.ts";
import { countPictures, type Looked } from "./count-pictures.ts";
import { type HeldText, holdText } from "./hold-text.ts";

const pageSize = 500;
/** Servers in front of ours give up on an answer that has not begun after a minute. */
const countingMs = 20_000;
const manifestNames = ["manifest.csv", "manifest.json"];
const nowhere = () => "";

/** Where an entry's content comes from. */
type ArchiveSource =
  | { is: "picture"; resultId: string; path: string }
  | { is: "text"; text: HeldText };

/** An archive as it would be sent now: every byte of it is decided, and no picture held. */
export type ArchivePlan = {
  execution: Execution;
  ownerId: string;
  layout: ZipLayout;
  /** Where each entry of the layout comes from. */
  sources: readonly ArchiveSource[];
  /** Another one wherever the archive is another. */
  etag: string;
  pictures: number;
  /** Pictures that the store has lost or damaged; the manifests in the archive name them. */
  missing: number;
};

type Which = { userId: string; view: ExecutionView; choice: ArchiveChoice; signal: AbortSignal };
type Doors = { archives: ArchiveStore; objects: ObjectStore };
type Gathered = { entries: ZipEntry[]; sources: ArchiveSource[]; missing: number };

/** Reads what a batch's archive is made of, page by page, and decides where each byte of it lies. */
export async function planArchive(doors: Doors, which: Which): Promise<ArchivePlan> {
  // Addresses are left out: signed ones are over before the archive is opened, and each would change its bytes.
  const execution = wireExecution({ ...which.view, references: [] }, nowhere);
  const gathered: Gathered = { entries: [], sources: [], missing: 0 };
  const [csv, json] = [objectStream(), objectStream()];
  const texts = Promise.all([
    holdText(manifestCsv({ execution, entries: csv })),
    holdText(manifestJson({ execution, entries: json })),
  ]);
  // Looked at below, where both are awaited.
  texts.catch(() => {});
  try {
    for await (const entry of gather(doors, which, { execution, gathered }))
      for (const stream of [csv, json])
        if (!stream.write(entry)) await once(stream, "drain", { signal: which.signal });
  } catch (error) {
    for (const stream of [csv, json]) stream.destroy(error as Error);
    throw error;
  }
  csv.end();
  json.end();
  const { entries, sources, missing } = gathered;
  const pictures = entries.length;
  if (pictures === 0) throw noPicture(missing, which.choice);
  const modifiedMs = Date.parse(execution.completed_at ?? execution.created_at);
  for (const [index, text] of (await texts).entries()) {
    entries.push({ ...sizeOf(text), name: manifestNames[index] ?? "", modifiedMs });
    sources.push({ is: "text", text });
  }
  return {
    execution,
    ownerId: which.view.ownerId,
    layout: layOutZip(entries),
    sources,
    etag: etagOf(entries, sources),
    pictures,
    missing,
  };
}

/** Notes each picture as an entry of the archive, and tells of each result what its manifests do. */
async function* gather(
  { archives, objects }: Doors,
  { userId, view, choice, signal }: Which,
  into: { execution: Execution; gathered: Gathered },
): AsyncGenerator<ManifestEntry> {
  const { execution, gathered } = into;
  const nameOf = distinctNames(manifestNames);
  const untilMs = performance.now() + countingMs;
  const which = { userId, executionId: view.id, choice, limit: pageSize };
  for (let cursor: string | null = null, isFirst = true; isFirst || cursor !== null;) {
    signal.throwIfAborted();
    const page = await archives.page({ ...which, cursor });
    if (page === null) throw noSuchExecution();
    const looked = await countPictures(objects, page.items, { untilMs, signal });
    await keep(archives, view.ownerId, looked);
    for (const row of page.items) {
      const found = foundOf(row, looked.get(row.result.id));
      if (found.is === "not_yet") throw stillCounting(gathered.entries.length);
      const entry = manifestEntry(row, execution);
      if (found.is !== "there") {
        if (found.is !== "none") gathered.missing += 1;
        yield { ...entry, error_message: words[found.is] ?? entry.error_message };
        continue;
      }
      const name = nameOf(pictureName(entry, execution));
      const { bytes, crc32 } = found;
      const modifiedMs = Date.parse(row.completedAt ?? execution.created_at);
      gathered.entries.push({ name, bytes, crc32, modifiedMs });
      gathered.sources.push({ is: "picture", resultId: entry.id, path: row.result.path ?? "" });
      yield { ...entry, file_name: name };
    }
    cursor = page.next;
    isFirst = false;
  }
}

type Found =
  | { is: "there"; bytes: number; crc32: number }
  | { is: "none" | "lost" | "damaged" | "not_yet" };

const words: Record<Exclude<Found["is"], "there">, string | null> = {
  none: null,
  not_yet: null,
  lost: "The picture is not in the store any more.",
  damaged: "The picture in the store is damaged.",
};

function foundOf({ result, bytes, crc32 }: ArchiveRow, looked: Looked | undefined): Found {
  if (result.path === null) return { is: "none" };
  if (looked?.is === "counted")
    return { is: "there", bytes: looked.picture.bytes, crc32: looked.picture.crc32 };
  if (looked) return looked;
  return { is: "there", bytes: bytes ?? 0, crc32: crc32 ?? 0 };
}

async function keep(
  archives: ArchiveStore,
  ownerId: string,
  looked: Map<string, Looked>,
): Promise<void> {
  const pictures = [...looked.values()].flatMap((one) =>
    one.is === "counted" ? [one.picture] : [],
  );
  if (pictures.length > 0) await archives.keepCounted({ ownerId, pictures });
}

/** A line of the manifests: without addresses, and without what is made of a picture after it came. */
function manifestEntry({ result: view }: ArchiveRow, execution: Execution): ManifestEntry {
  const result = wireResult({ ...view, path: null, extraPaths: [], thumbhash: null }, nowhere);
  return {
    ...result,
    aspect_ratio: result.aspect_ratio ?? execution.aspect_ratio,
    image_size: result.image_size ?? execution.image_size,
    file_name: null,
  };
}

function objectStream(): PassThrough {
  return new PassThrough({ objectMode: true, highWaterMark: 64 });
}

const sizeOf = ({ bytes, crc32 }: HeldText) => ({ bytes, crc32 });

function etagOf(entries: readonly ZipEntry[], sources: readonly ArchiveSource[]): string {
  const hash = createHash("sha256");
  for (const [index, { name, bytes, crc32, modifiedMs }] of entries.entries()) {
    const source = sources[index];
    // A path tells its content.
    const content = source?.is === "picture" ? source.path : source?.text.sha256;
    hash.update(JSON.stringify([name, bytes, crc32, modifiedMs, content]));
  }
  return `"${hash.digest("base64url")}"`;
}

function noPicture(missing: number, { slots, minRating }: ArchiveChoice): Problem {
  if (missing > 0)
    return new Problem(
      "wrong_state",
      "The store has none of these pictures any more, or damaged ones. Restore them from a backup.",
    );
  return new Problem(
    "wrong_state",
    slots === null && minRating === null
      ? "This batch has no picture yet. Wait for the first one."
      : "There is no picture among those that were chosen. Choose others.",
  );
}

function stillCounting(count: number): Problem {
  return new Problem(
    "not_ready",
    `This archive is being prepared: pictures of long ago are read once, ${count} are done. Ask again in a few seconds.`,
    undefined,
    2,
  );
}
