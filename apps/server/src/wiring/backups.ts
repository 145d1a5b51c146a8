import { CannotStart } from "@bunch/core/cannot-start";
import { restoreBackup } from "@bunch/adapters/backup/restore-backup";
import { writeBackup } from "@bunch/adapters/backup/write-backup";
import { fillTables, refuseFilledDatabase } from "@bunch/adapters/postgres/copy-tables-in";
import { openTableSnapshot } from "@bunch/adapters/postgres/copy-tables-out";
import type { Config } from "../config.ts";
import { holdDataFolder, startDatabase } from "./database.ts";

type Copying = { folder: string; say: (sentence: string) => void; signal: AbortSignal };

/** Writes a backup of database and data folder, whether a server runs on them or not. */
export async function backUp(config: Config, input: Copying & { bunchVersion: string }) {
  refuseSupabase(config);
  const { dataDir, encryptionKey } = config;
  const database = await startDatabase(config, () => {}, input.signal);
  const openSnapshot = () => openTableSnapshot({ ...database, signal: input.signal });
  const isKeyInEnvironment = (encryptionKey ?? config.databaseUrl) !== undefined;
  return writeBackup({ ...input, dataDir, isKeyInEnvironment, openSnapshot }).finally(
    database.stop,
  );
}

/** Brings a backup back into an empty data folder and an empty database. */
export async function restore(config: Config, input: Copying) {
  refuseSupabase(config);
  const { dataDir, databaseUrl } = config;
  return restoreBackup({
    ...input,
    dataDir,
    refuseFilledDatabase: async () => (databaseUrl ? refuseFilledDatabase(databaseUrl) : undefined),
    hold: () => holdDataFolder(config, input.signal),
    fill: async (filling) => {
      const database = await startDatabase(config, () => {}, input.signal);
      return fillTables(database.connectionString, filling).finally(database.stop);
    },
  });
}

/** The pictures of such a server lie in Storage, where this does not reach. */
function refuseSupabase({ supabase }: Config): void {
  if (supabase)
    throw new CannotStart(
      "With SUPABASE_URL the database and the pictures are at Supabase: back them up there (Database, Backups), and keep ENCRYPTION_KEY.",
    );
}
