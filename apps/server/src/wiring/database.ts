import { refuseUnfinishedRestore } from "@bunch/adapters/backup/unfinished-restore";
import { lockDataFolder } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import type { Log } from "@bunch/core/ports/log";
import type { Config } from "../config.ts";

/** The one user where there is no sign-in; a user like any other to the database. */
export const localUserId = "00000000-0000-4000-8000-000000000001";

/** Makes this process the only server of its data folder. */
export function holdDataFolder(
  { dataDir, port }: Config,
  signal: AbortSignal,
  say?: (sentence: string) => void,
) {
  return lockDataFolder({
    dataDir,
    signal,
    describe: `Bunch on port ${port}`,
    ...(say && { say }),
  });
}

/** The database as it is: the given one, or the embedded one, which `stop` leaves. */
export async function startDatabase(
  config: Config,
  say: (message: string) => void,
  signal: AbortSignal,
) {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl) return { connectionString: databaseUrl, stop: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir, signal, log: say, keepUp: true });
  return { ...embedded.connection, stop: () => embedded.stop() };
}

/** The database to work on, migrated. Who serves or draws (`inDeploy`) may be older than it, where it is one that others share. */
export async function openDatabase(
  config: Config,
  log: Log,
  signal: AbortSignal,
  { inDeploy = false }: { inDeploy?: boolean } = {},
) {
  refuseUnfinishedRestore(config.dataDir);
  const database = await startDatabase(config, (message) => log.info({}, message), signal);
  const { connectionString } = database;
  // Supabase Auth keeps the people.
  const localUser = config.supabase ? null : localUserId;
  const applied = await migrate({
    connectionString,
    localUserId: localUser,
    inDeploy: inDeploy && config.databaseUrl !== undefined,
  }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  if (applied.length > 0) log.info({ applied }, "The database was brought to the newest schema.");
  return database;
}
