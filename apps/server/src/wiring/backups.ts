import { restoreBackup } from "@bunch/adapters/backup/restore-backup";
import { writeBackup } from "@bunch/adapters/backup/write-backup";
import { fillTables, refuseFilledDatabase } from "@bunch/adapters/postgres/copy-tables-in";
import { openTableSnapshot } from "@bunch/adapters/postgres/copy-tables-out";
import type { Log } from "@bunch/core/ports/log";
import type { PictureArchive } from "@bunch/core/ports/picture-archive";
import type { Config } from "../config.ts";
import { holdDataFolder, startDatabase } from "./database.ts";
import { openObjects } from "./open-common.ts";

type Copying = { folder: string; say: (sentence: string) => void; signal: AbortSignal };

/** Writes a backup of database and data folder, whether a server runs on them or not. */
export async function backUp(config: Config, input: Copying & { bunchVersion: string }) {
  const { dataDir, encryptionKey } = config;
  const archive = await openArchive(config, input.say);
  const database = await startDatabase(config, () => {}, input.signal);
  const openSnapshot = () => openTableSnapshot({ ...database, signal: input.signal });
  const isKeyInEnvironment = (encryptionKey ?? config.databaseUrl) !== undefined;
  return writeBackup({ ...input, dataDir, isKeyInEnvironment, archive, openSnapshot }).finally(
    database.stop,
  );
}

/** Brings a backup back into an empty data folder and an empty database. */
export async function restore(config: Config, input: Copying & { keepTokens: boolean }) {
  const { dataDir, databaseUrl } = config;
  return restoreBackup({
    ...input,
    dataDir,
    refuseFilledDatabase: async () => (databaseUrl ? refuseFilledDatabase(databaseUrl) : undefined),
    openArchive: () => openArchive(config, input.say),
    hold: () => holdDataFolder(config, input.signal),
    fill: async (filling) => {
      const database = await startDatabase(config, () => {}, input.signal);
      return fillTables(database.connectionString, filling).finally(database.stop);
    },
  });
}

/** With SUPABASE_URL the pictures lie in Storage; else there is none. */
async function openArchive(
  config: Config,
  say: (sentence: string) => void,
): Promise<PictureArchive | null> {
  if (!config.supabase) return null;
  const tell = (_: Record<string, unknown>, sentence: string) => say(sentence);
  const log: Log = { info: tell, warn: tell, error: tell };
  return (await openObjects(config, log)).archive;
}
