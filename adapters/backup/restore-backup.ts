import { CannotStart } from "@bunch/core/cannot-start";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import type { FilledTables, TableFilling } from "@bunch/core/ports/table-copy";
import { createReadStream } from "node:fs";
import { readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix } from "node:path";
import { readChecksums } from "./checksum-list.ts";
import { asNoRoom, requireRoom } from "./enough-room.ts";
import { digestOf } from "./file-digest.ts";
import { type Manifest, readManifest, rowsFile } from "./manifest.ts";
import { createProgress } from "./progress.ts";
import { severalAtOnce } from "./several-at-once.ts";
import { copyOf } from "./take-file.ts";
import { unfinishedRestoreFile } from "./unfinished-restore.ts";

const picturesFolder = "pictures/";
/** What holding a data folder leaves in it. */
const lockFiles = ["server.lock", "server.json"];
/** What a backup is made of. A database's own files among it would run whatever their maker likes. */
const ofBackups = /^(?:encryption\.key|models\.json|(?:database|spool)\/[^/]+|pictures\/.+)$/;

/**
 * Brings a backup back into an empty place: all of it is proved first, then the files are laid out, the rows last. What
 * breaks on the way is taken away again, so that it can be tried anew.
 */
export async function restoreBackup(input: {
  folder: string;
  dataDir: string;
  /** Refuses a database that is not empty, as far as that can be told before it is started. */
  refuseFilledDatabase: () => Promise<void>;
  /** Makes the data folder and keeps everybody else out of it. */
  hold: () => Promise<{ release: () => Promise<void> }>;
  fill: (filling: TableFilling) => Promise<FilledTables>;
  /** Where pictures go when not into the data folder; opened once the place is known to be empty. */
  openArchive: () => Promise<PictureArchive | null>;
  /** Leaves API tokens valid, those too that were revoked since the backup. */
  keepTokens: boolean;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<FilledTables & { manifest: Manifest }> {
  const { folder, dataDir, say, signal } = input;
  const manifest = await readManifest(folder);
  await refuseFilledFolder(dataDir);
  await input.refuseFilledDatabase();
  say(`Checking ${manifest.files.count} files of the backup of ${manifest.taken_at} ...`);
  const files = await provedFiles(folder, manifest, signal);

  const held = await input.hold();
  try {
    await refuseFilledFolder(dataDir, lockFiles);
  } catch (error) {
    await held.release();
    throw error;
  }
  try {
    const unfinished = join(dataDir, unfinishedRestoreFile);
    await writeFile(unfinished, `${folder}\n`, { mode: 0o600, flush: true });
    const archive = await input.openArchive();
    await requireRoom({
      folder: dataDir,
      bytes: bytesOnDisk(files, archive !== null),
      what: "The restore",
      mend: "Free some room, or choose another DATA_DIR.",
    });
    await layOut({ ...input, archive, files: [...files.keys()] });
    say(`Filling the database with ${rowsIn(manifest)} rows ...`);
    const filled = await input.fill({
      takenAt: manifest.taken_at,
      ...manifest.database,
      rowsOf: (table) => createReadStream(join(folder, rowsFile(table))),
      keepTokens: input.keepTokens,
      signal,
    });
    await rm(unfinished);
    return { ...filled, manifest };
  } catch (error) {
    // While it is held and, to the last, marked as half: a server that is started again and again must not begin on it.
    const marks = [unfinishedRestoreFile, ...lockFiles];
    for (const name of await readdir(dataDir))
      if (!marks.includes(name)) await rm(join(dataDir, name), { recursive: true, force: true });
    await rm(join(dataDir, unfinishedRestoreFile), { force: true });
    await held.release();
    for (const name of lockFiles) await rm(join(dataDir, name), { force: true });
    throw asNoRoom(error, dataDir);
  } finally {
    await held.release();
  }
}

async function refuseFilledFolder(dataDir: string, ours: readonly string[] = []): Promise<void> {
  const found = await readdir(dataDir).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw new CannotStart(
      `${dataDir} cannot be read as a folder (${error.code}). Choose another DATA_DIR.`,
    );
  });
  const names = found.filter((name) => !ours.includes(name));
  if (names.length === 0) return;
  const isCutShort = names.includes(unfinishedRestoreFile);
  throw new CannotStart(
    isCutShort
      ? `A restore into ${dataDir} was cut short. Delete that folder, then restore again.`
      : `${dataDir} is not empty (${names.slice(0, 3).join(", ")}${names.length > 3 ? ", ..." : ""}), and a restore never writes over anything. Stop Bunch and move that folder away, or set DATA_DIR to another folder.`,
  );
}

/** The files of a backup with their sizes, once every one of them is there with the bytes that it had. */
async function provedFiles(
  folder: string,
  manifest: Manifest,
  signal: AbortSignal,
): Promise<Map<string, number>> {
  const checksums = await readChecksums(folder, manifest);
  const wrong: string[] = [];
  const sizes = new Map<string, number>();
  const tables = manifest.database.tables.map(rowsFile).filter((path) => !checksums.has(path));
  wrong.push(...tables);
  await severalAtOnce(checksums, async ([path, sha256]) => {
    signal.throwIfAborted();
    if (!ofBackups.test(path) || posix.normalize(path) !== path || path.includes("\\"))
      return void wrong.push(path);
    const digest = await digestOf(join(folder, path), signal).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "EISDIR") return null;
        throw error;
      },
    );
    if (digest?.sha256 !== sha256) wrong.push(path);
    else sizes.set(path, digest.bytes);
  });
  if (wrong.length === 0) return sizes;
  throw new CannotStart(
    `The backup ${folder} is damaged: ${wrong.length} of its files are missing or changed (${wrong.slice(0, 3).join(", ")}${wrong.length > 3 ? ", ..." : ""}). Nothing was restored. Take another backup, or copy this one anew.`,
  );
}

/** Everything but the rows goes to where it lay in the data folder, pictures into the archive where there is one. */
async function layOut(input: {
  files: readonly string[];
  folder: string;
  dataDir: string;
  archive: PictureArchive | null;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<void> {
  const { archive, signal } = input;
  const step = createProgress("files", input.say);
  await severalAtOnce(
    input.files.filter((path) => dirname(path) !== "database"),
    async (path) => {
      signal.throwIfAborted();
      const file = join(input.folder, path);
      if (archive && path.startsWith(picturesFolder))
        await archive.copyIn({ path: path.slice(picturesFolder.length), file, signal });
      else await copyOf(file, join(input.dataDir, path));
      step();
    },
    // On the way into a bucket each is whole in memory.
    archive ? 4 : undefined,
  );
}

/** Rows take more in the database than in a file, and are written to its log first; pictures may go elsewhere. */
function bytesOnDisk(files: ReadonlyMap<string, number>, hasArchive: boolean): number {
  let sum = 0;
  for (const [path, bytes] of files) {
    if (hasArchive && path.startsWith(picturesFolder)) continue;
    sum += dirname(path) === "database" ? 4 * bytes : bytes;
  }
  return sum;
}

function rowsIn(manifest: Manifest): number {
  return manifest.database.tables.reduce((sum, { rows }) => sum + rows, 0);
}
