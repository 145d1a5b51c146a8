import { createHash, type Hash } from "node:crypto";
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
import type { PictureHead } from "@bunch/core/ports/ledger";
import type { ObjectStore } from "@bunch/core/ports/object-store";
import { Problem } from "@bunch/core/problem";
import { noSuchExecution } from "../request/ids.ts";
import { metadataBlock } from "../metadata/metadata-block.ts";
import { type Inserted, sumWith } from "../metadata/inserted.ts";
import { originOf } from "../metadata/origin-of.ts";
import { wireExecution } from "../wire/execution.ts";
import { manifestCsv } from "../wire/manifest-csv.ts";
import { manifestJson } from "../wire/manifest-json.ts";
import { wireResult } from "../wire/result.ts";
import { countPictures, type Looked } from "./count-pictures.ts";
import { foundOf, missingWords } from "./found-picture.ts";
import { type HeldOrigin, HeldOrigins } from "./held-origins.ts";
import { type HeldText, holdText } from "./hold-text.ts";

const pageSize = 500;
/** Servers in front of ours give up on an answer that has not begun after a minute. */
const countingMs = 20_000;
const manifestNames = ["manifest.csv", "manifest.json"];
const nowhere = () => "";

/** Where an entry's content comes from. */
type ArchiveSource =
  | {
      is: "picture";
      resultId: string;
      path: string;
      /** As it is stored; in the archive it is longer where metadata stands in it. */
      stored: { bytes: number; crc32: number };
      mimeType: string | null;
      /** What is written into it and behind what; null where it leaves in its very bytes. */
      told: { head: PictureHead; origin: HeldOrigin } | null;
    }
  | { is: "text"; text: HeldText };

/** An archive as it would be sent now: every byte of it is decided, and no picture held. */
export type ArchivePlan = {
  execution: Execution;
  ownerId: string;
  layout: ZipLayout;
  /** Where each entry of the layout comes from. */
  sources: readonly ArchiveSource[];
  /** What is written into the pictures, where that was asked for. */
  origins: HeldOrigins;
  /** Another one wherever the archive is another. */
  etag: string;
  pictures: number;
  /** Pictures that the store has lost or damaged; the manifests in the archive name them. */
  missing: number;
};

type Which = {
  userId: string;
  view: ExecutionView;
  choice: ArchiveChoice;
  /** The program that metadata in the pictures names; null for none in them. */
  creatorTool: string | null;
  signal: AbortSignal;
};
type Doors = { archives: ArchiveStore; objects: ObjectStore };
type Gathered = {
  entries: ZipEntry[];
  sources: ArchiveSource[];
  origins: HeldOrigins;
  /** Of all metadata: an archive with other words in it is another. */
  told: Hash;
  missing: number;
};

/** Reads what a batch's archive is made of, page by page, and decides where each byte of it lies. */
export async function planArchive(doors: Doors, which: Which): Promise<ArchivePlan> {
  // Addresses are left out: signed ones are over before the archive is opened, and each would change its bytes.
  const execution = wireExecution({ ...which.view, references: [] }, nowhere);
  const gathered: Gathered = {
    entries: [],
    sources: [],
    origins: new HeldOrigins(),
    told: createHash("sha256"),
    missing: 0,
  };
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
  const { entries, sources, origins, missing } = gathered;
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
    origins,
    etag: etagOf(gathered),
    pictures,
    missing,
  };
}

/** Notes each picture as an entry of the archive, and tells of each result what its manifests do. */
async function* gather(
  { archives, objects }: Doors,
  { userId, view, choice, creatorTool, signal }: Which,
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
    const withHeads = creatorTool !== null;
    const looked = await countPictures(objects, page.items, { withHeads, untilMs, signal });
    await keep(archives, view.ownerId, looked);
    for (const row of page.items) {
      const found = foundOf(row, looked.get(row.result.id));
      if (found.is === "not_yet") throw stillCounting(gathered.entries.length);
      const entry = manifestEntry(row, execution);
      if (found.is !== "there") {
        if (found.is !== "none") gathered.missing += 1;
        yield { ...entry, error_message: missingWords[found.is] ?? entry.error_message };
        continue;
      }
      const name = nameOf(pictureName(entry, execution));
      const { bytes, crc32, head } = found;
      const stored = { bytes, crc32 };
      const told =
        creatorTool === null || head === null
          ? null
          : tell(gathered, { row, head, view, name, creatorTool });
      const modifiedMs = Date.parse(row.completedAt ?? execution.created_at);
      gathered.entries.push({
        ...(told ? sumWith(stored, told.inserted) : stored),
        name,
        modifiedMs,
      });
      gathered.sources.push({
        is: "picture",
        resultId: entry.id,
        path: row.result.path ?? "",
        stored,
        mimeType: row.result.mimeType,
        told: told && { head: told.inserted.head, origin: told.origin },
      });
      yield { ...entry, file_name: name };
    }
    gathered.origins.turnPage();
    cursor = page.next;
    isFirst = false;
  }
}

/** Notes what is written into a picture; null for one that is left as it is. */
function tell(
  { origins, told }: Gathered,
  picture: {
    row: ArchiveRow;
    head: PictureHead;
    view: ExecutionView;
    name: string;
    creatorTool: string;
  },
): { inserted: Inserted; origin: HeldOrigin } | null {
  const { result } = picture.row;
  const origin = originOf(result, picture.view, picture);
  const bytes = metadataBlock(result.mimeType, origin);
  if (bytes === null) return null;
  told.update(bytes);
  return { inserted: { head: picture.head, bytes }, origin: origins.hold(origin) };
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

function etagOf({ entries, sources, told }: Gathered): string {
  const hash = createHash("sha256").update(told.digest());
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
