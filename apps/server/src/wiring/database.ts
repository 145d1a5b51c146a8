import { refuseMovedAway } from "@bunch/adapters/backup/moved-away";
import { refuseUnfinishedRestore } from "@bunch/adapters/backup/unfinished-restore";
import { lockDataFolder } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { sharesSessions } from "@bunch/adapters/postgres/shares-sessions";
import { CannotStart } from "@bunch/core/cannot-start";
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
  if (!config.databaseUrl) refuseMovedAway(config.dataDir);
  const database = await startDatabase(config, (message) => log.info({}, message), signal);
  const { connectionString } = database;
  // Supabase Auth keeps the people.
  const localUser = config.supabase ? null : localUserId;
  const applied = await migrate({
    connectionString,
    localUserId: localUser,
    inDeploy: inDeploy && config.databaseUrl !== undefined,
    signal,
  }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  await refuseSharedSessions(config);
  if (applied.length > 0) log.info({ applied }, "The database was brought to the newest schema.");
  return database;
}

/** Behind a pooler in transaction mode one role's statements would run as the other's; their own logins keep them apart. */
async function refuseSharedSessions(config: Config): Promise<void> {
  const { databaseUrl, databaseUrlApi, databaseUrlWorker, redisUrl } = config;
  if (!databaseUrl || (databaseUrlApi && databaseUrlWorker && redisUrl)) return;
  if (!(await sharesSessions(databaseUrl))) return;
  throw new CannotStart(
    "DATABASE_URL leads to a pooler in transaction mode, which lends its connections for one transaction each and so cannot keep our roles apart. Take the direct connection string or the session pooler's (on Supabase port 5432), or set DATABASE_URL_API, DATABASE_URL_WORKER and REDIS_URL as supabase/README.md describes.",
  );
}
