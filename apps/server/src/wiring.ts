import { createHash, randomUUID } from "node:crypto";
import { join } from "node:path";
import { restoreBackup } from "@bunch/adapters/backup/restore-backup";
import { refuseUnfinishedRestore } from "@bunch/adapters/backup/unfinished-restore";
import { writeBackup } from "@bunch/adapters/backup/write-backup";
import { lockDataFolder, DataFolderBusy } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { loadCatalogue } from "@bunch/adapters/models/gemini/load-catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createRenditionMaker } from "@bunch/adapters/pictures/rendition-maker";
import { fillTables, refuseFilledDatabase } from "@bunch/adapters/postgres/copy-tables-in";
import { openTableSnapshot } from "@bunch/adapters/postgres/copy-tables-out";
import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { migrate, missingMigrations } from "@bunch/adapters/postgres/migrate";
import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
import { createProviderKeyStore } from "@bunch/adapters/postgres/provider-key-store";
import { createRecoveryStore } from "@bunch/adapters/postgres/recovery-store";
import { createRemovals } from "@bunch/adapters/postgres/removals";
import { createRenditionStore } from "@bunch/adapters/postgres/rendition-store";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { createWorkflowStore } from "@bunch/adapters/postgres/workflow-store";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import { takeWorkerPlace } from "@bunch/adapters/process/worker-place";
import { createResultQueue } from "@bunch/adapters/queue/bullmq-queue";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { loadSpoolId } from "@bunch/adapters/spool/spool-id";
import { AnswerRoom } from "@bunch/core/flow/answer-room";
import { ReferenceShelf } from "@bunch/core/flow/reference-shelf";
import type { AgainDoors } from "@bunch/core/flow/run-workflow-again";
import type { WorkDoors } from "@bunch/core/flow/work";
import type { ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { OpenWork } from "@bunch/core/ports/open-work";
import type { ProviderKeyStore } from "@bunch/core/ports/provider-keys";
import { defaultRenditionPolicy } from "@bunch/core/results/rendition-policy";
import { defaultRetryPolicy } from "@bunch/core/results/retry-policy";
import { breakOnPurpose, crashingSubmission } from "./break-on-purpose.ts";
import type { Config } from "./config.ts";
import { readOverrides } from "./read-overrides.ts";
import { refuseUnknownDefault } from "./refuse-unknown-default.ts";
import { openVault } from "./wiring/vault.ts";

/** The one user where there is no sign-in; a user like any other to the database. */
export const localUserId = "00000000-0000-4000-8000-000000000001";

const spoolFolder = (config: Config) => join(config.dataDir, "spool");

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
async function startDatabase(config: Config, say: (message: string) => void, signal: AbortSignal) {
  const { databaseUrl, dataDir } = config;
  if (databaseUrl) return { connectionString: databaseUrl, stop: async () => {} };
  const embedded = await startEmbeddedPostgres({ dataDir, signal, log: say, keepUp: true });
  return { ...embedded.connection, stop: () => embedded.stop() };
}

/** The database to work on, migrated. */
export async function openDatabase(config: Config, log: Log, signal: AbortSignal) {
  refuseUnfinishedRestore(config.dataDir);
  const database = await startDatabase(config, (message) => log.info({}, message), signal);
  const { connectionString } = database;
  const applied = await migrate({ connectionString, localUserId }).catch(async (error: unknown) => {
    await database.stop();
    throw error;
  });
  if (applied.length > 0) log.info({ applied }, "The database was brought to the newest schema.");
  return database;
}

type Copying = { folder: string; say: (sentence: string) => void; signal: AbortSignal };

/** Writes a backup of database and data folder, whether a server runs on them or not. */
export async function backUp(config: Config, input: Copying & { bunchVersion: string }) {
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

/** What API and worker have in common. */
export async function openCommon(config: Config, log: Log) {
  const { vault } = await openVault(config, log);
  const models = createImageModels({
    gemini: {
      baseUrl: config.geminiBaseUrl,
      catalogue: loadCatalogue({
        overrides: await readOverrides(config),
        generationTimeoutMs: config.generationTimeoutMs,
      }),
      proxyEnv: process.env,
    },
  });
  refuseUnknownDefault(config, models);
  return {
    models,
    vault,
    objects: createDiskObjects({ folder: join(config.dataDir, "pictures") }),
    bell: createBell(),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  };
}

type Common = Awaited<ReturnType<typeof openCommon>>;

/** The doors of the API, on a pool that acts as app_api. */
export function openApi(
  config: Config,
  input: { common: Common; connectionString: string; log: Log },
): {
  doors: Omit<AgainDoors, "hideSecret"> & { providerKeys: ProviderKeyStore };
  views: ExecutionViews & SequenceWatch;
  openWork: OpenWork;
  /** What is missing before requests can be answered; empty when all is well. */
  missing: () => Promise<string[]>;
  close: () => Promise<void>;
} {
  const pool = createPool({
    connectionString: config.databaseUrlApi ?? input.connectionString,
    role: config.databaseUrlApi ? null : "app_api",
    most: 10,
    onError: (err) => input.log.warn({ err }, "A connection to the database broke."),
  });
  const { connectionString } = input;
  const owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  return {
    doors: {
      ...input.common,
      // Its own: what people upload must never keep the picture of a paid call waiting.
      pictures: createPictureInspector({ log: input.log }),
      executions: crashingSubmission(config, createExecutionStore(pool)),
      remover: createExecutionRemover(pool),
      workflows: createWorkflowStore(pool),
      providerKeys: createProviderKeyStore(pool),
      newId: randomUUID,
    },
    views: createExecutionViews(pool),
    openWork: createOpenWork(pool),
    missing: () => missingOf(owner),
    close: async () => {
      await Promise.all([pool.end(), owner.end()]);
    },
  };
}

async function missingOf(owner: Pool): Promise<string[]> {
  try {
    return (await missingMigrations(owner)).map((file) => `migration ${file}`);
  } catch {
    return ["database"];
  }
}

/** The doors of a worker, on a pool that acts as app_worker, and its place on the data folder. */
export async function openWorker(
  config: Config,
  input: {
    common: Common;
    connectionString: string;
    log: Log;
    meter: Meter;
    hideSecret: (secret: string) => void;
    signal: AbortSignal;
  },
): Promise<{
  doors: WorkDoors;
  workerId: string;
  predecessorIds: string[];
  spoolId: string;
  close: () => Promise<void>;
}> {
  const { common, log } = input;
  const place = await takeWorkerPlace({
    folder: join(config.dataDir, "workers"),
    lock: async (dataDir) => {
      try {
        return await lockDataFolder({
          dataDir,
          signal: input.signal,
          waitMs: 0,
          describe: "a Bunch worker",
        });
      } catch (error) {
        if (error instanceof DataFolderBusy) return null;
        throw error;
      }
    },
  });
  const spoolId = await loadSpoolId({ folder: spoolFolder(config) });
  const pool = createPool({
    connectionString: config.databaseUrlWorker ?? input.connectionString,
    role: config.databaseUrlWorker ? null : "app_worker",
    most: Math.min(24, config.workerConcurrency + 4),
    onError: (err) => log.warn({ err }, "A connection to the database broke."),
  });
  const queue = await createResultQueue({
    backend: config.redisUrl
      ? { kind: "redis", url: config.redisUrl }
      : { kind: "postgres", connectionString: input.connectionString },
    log,
  });
  return {
    workerId: place.workerId,
    predecessorIds: place.predecessorIds,
    spoolId,
    doors: breakOnPurpose(config, pool, {
      ...common,
      pictures: createPictureInspector({ log }),
      answerRoom: new AnswerRoom(),
      references: new ReferenceShelf(common.objects),
      ledger: createLedger(pool, spoolId),
      spool: createDiskSpool({ folder: spoolFolder(config) }),
      dispatch: createDispatchStore(pool),
      looks: createBell(),
      recovery: createRecoveryStore(pool),
      removals: createRemovals(pool, spoolId),
      registry: createWorkerRegistry(pool),
      renditions: createRenditionStore(pool),
      renditionMaker: createRenditionMaker(),
      renditionPolicy: defaultRenditionPolicy,
      queue,
      clock: createClock(),
      log,
      meter: input.meter,
      hideSecret: input.hideSecret,
      policy: {
        ...defaultRetryPolicy,
        maxAttempts: config.maxAttempts,
        firstWaitMs: config.retryFirstWaitMs,
      },
    }),
    close: async () => {
      await queue.close();
      await pool.end();
      await place.release();
    },
  };
}
