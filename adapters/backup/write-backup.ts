import { CannotStart } from "@bunch/core/cannot-start";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import type { TableSnapshot } from "@bunch/core/ports/table-copy";
import { existsSync } from "node:fs";
import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { syncFolder } from "../files/sync-folder.ts";
import { checksumList, digestOfList } from "./checksum-list.ts";
import { type EarlierBackup, findEarlierBackup } from "./earlier-backup.ts";
import { asNoRoom, requireRoom } from "./enough-room.ts";
import { type Digest, digestOf, writeDigested } from "./file-digest.ts";
import { checksumsFile, type Manifest, manifestFile, rowsFile } from "./manifest.ts";
import { settleAnswers, takeAnswers } from "./take-answers.ts";
import { copyOf } from "./take-file.ts";
import { keysNow, takeKeys } from "./take-keys.ts";
import { takePictures } from "./take-pictures.ts";

type Input = {
  dataDir: string;
  folder: string;
  bunchVersion: string;
  isKeyInEnvironment: boolean;
  /** Where the pictures lie when not in the data folder. */
  archive: PictureArchive | null;
  openSnapshot: () => Promise<TableSnapshot>;
  say: (sentence: string) => void;
  signal: AbortSignal;
};

const mostRounds = 3;

/**
 * Writes all that Bunch knows into a folder: the rows as of one moment, the pictures that they name, answers that are not
 * settled yet, the key. It holds up no server. The folder gets its name when it is complete.
 */
export async function writeBackup(input: Input): Promise<Manifest> {
  const { folder } = input;
  const part = `${folder}.part`;
  if (existsSync(folder))
    throw new CannotStart(
      `${folder} is there already, and a backup never writes over anything. Name another folder.`,
    );
  const earlier = input.archive && (await findEarlierBackup(folder));
  await take(part);
  try {
    for (let round = 1; ; round += 1) {
      const manifest = await attempt({
        ...input,
        folder: part,
        earlier,
        mayRepeat: round < mostRounds,
      });
      if (manifest !== null) {
        await rename(part, folder);
        await syncFolder(dirname(folder));
        return manifest;
      }
      input.say("A batch was deleted meanwhile; once more from the start.");
      for (const name of await readdir(part)) await rm(join(part, name), { recursive: true });
    }
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw asNoRoom(error, folder);
  }
}

/** Makes the folder that is filled; of two that come at once only one may have it, or one would empty it under the other. */
async function take(part: string): Promise<void> {
  try {
    await mkdir(dirname(part), { recursive: true, mode: 0o700 });
    await mkdir(part, { mode: 0o700 });
  } catch (error) {
    if (!existsSync(part)) throw asNoRoom(error, part);
    throw new CannotStart(
      `${part} is there: another backup is under way, or one was cut short. If none runs, delete it and try again.`,
    );
  }
}

/** Null when a batch was deleted while its pictures were to be taken: then its rows must not be in the backup either. */
async function attempt(
  input: Input & { earlier: EarlierBackup | null; mayRepeat: boolean },
): Promise<Manifest | null> {
  const { dataDir, folder, signal, say } = input;
  const [store, spool] = [join(dataDir, "pictures"), join(dataDir, "spool")];
  const digests = new Map<string, Digest>();
  // Before the snapshot and after it: an answer whose call has no end in the snapshot is in one of them.
  await takeAnswers(spool, folder);
  const keyFile = "encryption.key";
  const keysBefore = await keysNow(join(dataDir, keyFile));
  const snapshot = await input.openSnapshot();
  try {
    await takeAnswers(spool, folder);
    const answers = await settleAnswers({ spool, folder, ...snapshot });
    await requireRoom({
      folder,
      bytes: snapshot.rowBytes + (await roomForPictures(snapshot.pictureBytes, input, store)),
      what: "The backup",
      mend: "Free some room, or name a folder elsewhere: npm run backup -- <folder>",
    });
    const tables = await writeTables(snapshot, input, digests);
    const pictures = await takePictures({ ...input, snapshot, store, digests });
    const deleted = new Set(
      await snapshot.deletedSince([...new Set(pictures.missing.map(({ ownerId }) => ownerId))]),
    );
    if (input.mayRepeat && deleted.size > 0) return null;
    for (const name of answers)
      digests.set(`spool/${name}`, await digestOf(join(folder, "spool", name), signal));
    // Where the key comes from the environment a file of before a move may hold the same one, and nobody expects it here.
    if (
      !input.isKeyInEnvironment &&
      (await takeKeys(join(dataDir, keyFile), join(folder, keyFile), keysBefore))
    )
      digests.set(keyFile, await digestOf(join(folder, keyFile), signal));
    if (await copyOf(join(dataDir, "models.json"), join(folder, "models.json")))
      digests.set("models.json", await digestOf(join(folder, "models.json"), signal));
    const list = checksumList(digests);
    const manifest: Manifest = {
      format: 1,
      bunch: input.bunchVersion,
      taken_at: snapshot.takenAt,
      encryption_key: whereKeyIs(input.isKeyInEnvironment, digests.has(keyFile)),
      database: { migrations: snapshot.migrations, tables, sequences: snapshot.sequences },
      pictures: {
        count: pictures.count,
        missing: pictures.missing.map(({ path }) => path).toSorted(),
        damaged: pictures.damaged.toSorted(),
      },
      answers: answers.filter((name) => name !== "spool-id").length,
      files: {
        count: digests.size,
        bytes: [...digests.values()].reduce((sum, { bytes }) => sum + bytes, 0),
        checksums_sha256: digestOfList(list),
      },
    };
    await write(join(folder, checksumsFile), list);
    await write(join(folder, manifestFile), `${JSON.stringify(manifest, null, 2)}\n`);
    await syncFolder(folder);
    say(`Pictures: ${pictures.count}. Files in all: ${digests.size}, each with its checksum.`);
    return manifest;
  } finally {
    await snapshot.close();
  }
}

async function writeTables(
  snapshot: TableSnapshot,
  { folder, say, signal }: Input,
  digests: Map<string, Digest>,
): Promise<Manifest["database"]["tables"]> {
  await mkdir(join(folder, "database"), { mode: 0o700 });
  const tables = [];
  for (const table of snapshot.tables) {
    signal.throwIfAborted();
    const path = rowsFile(table);
    const { lines, ...digest } = await writeDigested(
      join(folder, path),
      snapshot.rowsOf(table),
      signal,
    );
    digests.set(path, digest);
    tables.push({ ...table, rows: lines });
  }
  say(`Rows: ${tables.reduce((sum, { rows }) => sum + rows, 0)}, of ${tables.length} tables.`);
  return tables;
}

function whereKeyIs(isGiven: boolean, isTaken: boolean): Manifest["encryption_key"] {
  if (isGiven) return "in the environment";
  return isTaken ? "in this backup" : "none";
}

/** None where they get a second name. */
async function roomForPictures(
  pictureBytes: number,
  input: { archive: PictureArchive | null; earlier: EarlierBackup | null; folder: string },
  store: string,
): Promise<number> {
  const { archive, earlier, folder } = input;
  if (archive !== null) return Math.max(0, pictureBytes - (earlier?.bytes ?? 0));
  return (await isOneDisk(store, folder)) ? 0 : pictureBytes;
}

async function isOneDisk(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all([stat(one).catch(() => null), stat(other)]);
  return first === null || first.dev === second.dev;
}

function write(path: string, text: string): Promise<void> {
  return writeFile(path, text, { flag: "wx", mode: 0o600, flush: true });
}
