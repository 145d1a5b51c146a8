import { markMovedAway } from "@bunch/adapters/backup/moved-away";
import { movePictures, type MovedPictures } from "@bunch/adapters/backup/move-pictures";
import { DataFolderBusy, lockDataFolder } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { openTableSnapshot } from "@bunch/adapters/postgres/copy-tables-out";
import { moveTables } from "@bunch/adapters/postgres/move-tables";
import { createPool } from "@bunch/adapters/postgres/pools";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { CannotStart } from "@bunch/core/cannot-start";
import { MayBeMoved } from "@bunch/core/may-be-moved";
import type { Log } from "@bunch/core/ports/log";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "../config.ts";
import { settleAll } from "../settle-all.ts";
import { holdDataFolder, localUserId, openDatabase } from "./database.ts";
import { openCommon, openObjects } from "./open-common.ts";
import { openWorker } from "./open-worker.ts";

/** What was moved, and what was settled first. */
export type Moved = MovedPictures & {
  rows: number;
  tables: number;
  /** Keys that did not open before either. */
  shut: number;
  recovered: number;
  doubts: number;
};

/**
 * Moves an embedded database to the server of `target`, with its pictures where they are to lie elsewhere. Everything else
 * is kept out of the data folder meanwhile, and out of its database for good once it is done.
 */
export async function moveToServer(input: {
  source: Config;
  target: Config & { databaseUrl: string };
  /** Another folder for the pictures; null where they stay, or go to Storage. */
  picturesFolder: string | null;
  ownerId: string | null;
  log: Log;
  say: (sentence: string) => void;
  signal: AbortSignal;
}): Promise<Moved> {
  const { source, target, log, say, signal } = input;
  await using opened = new AsyncDisposableStack();
  const folder = await holdDataFolder(source, signal, say);
  opened.defer(() => folder.release());
  const database = await openDatabase(source, log, signal);
  opened.defer(() => database.stop());
  const { connectionString } = database;
  const mark = await markMovedAway(source.dataDir);
  let isMoved = false;
  try {
    const common = await openCommon(source, log);
    const settled = await settleHere(source, { common, connectionString, log, signal });
    const snapshot = await openTableSnapshot({ connectionString, signal });
    try {
      if (snapshot.openAttemptIds.length > 0)
        throw new CannotStart(
          `${snapshot.openAttemptIds.length} calls could not be settled here: start Bunch once more with npm start, wait until nothing is under way, stop it, and move again.`,
        );
      say("Pictures ...");
      const pictures = await movePictures({
        named: snapshot.pictures(),
        from: common.objects,
        to: await storeOf(input),
        say,
        signal,
      });
      say("Rows ...");
      const { rows, tables, shut } = await moveTables(target.databaseUrl, {
        snapshot,
        owner: input.ownerId === null ? null : { from: localUserId, to: input.ownerId },
        vault: common.vault,
        refuseCompany: () => refuseCompany(connectionString),
        say,
        signal,
      });
      isMoved = true;
      await mark.done();
      return { ...settled, ...pictures, rows, tables, shut };
    } finally {
      await snapshot.close();
    }
  } catch (error) {
    // Both would draw what waits, if the rows are there after all: the note says how to find out.
    if (isMoved || error instanceof MayBeMoved)
      throw new MayBeMoved(
        `${error instanceof MayBeMoved ? error.message : "All rows are in the new database, and then something broke."} Until that is clear nothing starts on ${source.dataDir}: delete ${join(source.dataDir, "moved-away")} and run npm run move again with the same --to. Where it says that the database is in use, the move has come to its end: set DATABASE_URL, and draw from here no more.`,
        { cause: error },
      );
    await mark.takeBack();
    throw error;
  }
}

async function settleHere(
  source: Config,
  input: {
    common: Awaited<ReturnType<typeof openCommon>>;
    connectionString: string;
    log: Log;
    signal: AbortSignal;
  },
) {
  const worker = await openWorker(source, {
    ...input,
    // Nobody asks a move for figures.
    meter: { attemptEnded: () => {}, resultEnded: () => {} },
    hideSecret: () => {},
  });
  const held: { release: () => Promise<void> }[] = [];
  try {
    await holdPlaces(source, held, input.signal);
    // What was called by a model that was added on screen is settled by it.
    await worker.catalogue.lay();
    return await settleAll(worker.doors, { ...worker, signal: input.signal });
  } finally {
    for (const place of held) await place.release();
    await worker.close();
  }
}

/** A worker beside the server has a place of its own, whose lock tells that it lives. */
async function holdPlaces(
  { dataDir }: Config,
  held: { release: () => Promise<void> }[],
  signal: AbortSignal,
): Promise<void> {
  const places = join(dataDir, "workers");
  let busy = 0;
  for (const name of await readdir(places)) {
    try {
      const place = join(places, name);
      held.push(
        await lockDataFolder({ dataDir: place, signal, waitMs: 0, describe: "npm run move" }),
      );
    } catch (error) {
      if (!(error instanceof DataFolderBusy)) throw error;
      busy += 1;
    }
  }
  // One of them is our own.
  if (busy > 1)
    throw new CannotStart(
      `${busy - 1} ${busy === 2 ? "worker runs" : "workers run"} on ${dataDir} (npm run worker). Stop ${busy === 2 ? "it" : "them"}, then move again.`,
    );
}

/** Where the pictures are to lie; null where they stay. */
async function storeOf(input: { target: Config; picturesFolder: string | null; log: Log }) {
  if (input.target.supabase) return (await openObjects(input.target, input.log)).objects;
  return input.picturesFolder === null ? null : createDiskObjects({ folder: input.picturesFolder });
}

/** A worker that began between the first look and the mark in the folder. */
async function refuseCompany(connectionString: string): Promise<void> {
  const pool = createPool({ connectionString, role: "app_worker", most: 1, onError: () => {} });
  try {
    const here = (await createWorkerRegistry(pool).list()).filter(({ left }) => !left);
    if (here.length > 0)
      throw new CannotStart("A worker was started here meanwhile. Stop it, then move again.");
  } finally {
    await pool.end();
  }
}
