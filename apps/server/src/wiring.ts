import { createHash, randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { lockDataFolder, DataFolderBusy } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { loadCatalogue } from "@bunch/adapters/models/gemini/load-catalogue";
import { createImageModels } from "@bunch/adapters/models/registry";
import { createDiskObjects } from "@bunch/adapters/objects/disk-objects";
import { createPictureInspector } from "@bunch/adapters/pictures/inspect-picture";
import { createRenditionMaker } from "@bunch/adapters/pictures/rendition-maker";
import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { migrate, missingMigrations } from "@bunch/adapters/postgres/migrate";
import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createPool, type Pool } from "@bunch/adapters/postgres/pools";
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
import { loadEncryptionKey } from "@bunch/adapters/vault/encryption-key";
import { createKeyVault } from "@bunch/adapters/vault/key-vault";
import { ReferenceShelf } from "@bunch/core/flow/reference-shelf";
import { CannotStart } from "@bunch/core/cannot-start";
import type { AgainDoors } from "@bunch/core/flow/run-workflow-again";
import type { WorkDoors } from "@bunch/core/flow/work";
import type { ExecutionViews, SequenceWatch } from "@bunch/core/ports/execution-views";
import type { ImageModels } from "@bunch/core/ports/image-model";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { OpenWork } from "@bunch/core/ports/open-work";
import { defaultRenditionPolicy } from "@bunch/core/results/rendition-policy";
import { defaultRetryPolicy } from "@bunch/core/results/retry-policy";
import type { Config } from "./config.ts";
import { ConfigError } from "./read-variables.ts";

/** The one user where there is no sign-in; a user like any other to the database. */
export const localUserId = "00000000-0000-4000-8000-000000000001";

const spoolFolder = (config: Config) => join(config.dataDir, "spool");

/** Makes this process the only server of its data folder. */
export function holdDataFolder(config: Config, signal: AbortSignal) {
  return lockDataFolder({
    dataDir: config.dataDir,
    signal,
    describe: `Bunch on port ${config.port}`,
  });
}

/** The database to work on, migrated: the given one, or the embedded one, which `stop` leaves. */
export async function openDatabase(config: Config, log: Log, signal: AbortSignal) {
  const embedded = config.databaseUrl
    ? null
    : await startEmbeddedPostgres({
        dataDir: config.dataDir,
        signal,
        log: (message) => log.info({}, message),
      });
  const connectionString = config.databaseUrl ?? embedded?.connection.connectionString ?? "";
  const applied = await migrate({ connectionString, localUserId });
  if (applied.length > 0) log.info({ applied }, "The database was brought to the newest schema.");
  return { connectionString, stop: async () => embedded?.stop() };
}

/** What API and worker have in common. */
export async function openCommon(config: Config, log: Log) {
  const encryption = await loadEncryptionKey({
    dataDir: config.dataDir,
    mayGenerate: config.databaseUrl === undefined,
    ...(config.encryptionKey ? { fromEnvironment: config.encryptionKey } : {}),
  });
  for (const warning of encryption.warnings) log.warn({}, warning);
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
    vault: createKeyVault({
      encryptionKey: encryption.key,
      ...(config.encryptionKeyPrevious ? { previousKey: config.encryptionKeyPrevious } : {}),
    }),
    objects: createDiskObjects({ folder: join(config.dataDir, "pictures") }),
    pictures: createPictureInspector(),
    bell: createBell(),
    sha256: (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex"),
  };
}

function refuseUnknownDefault(config: Config, { catalogue }: ImageModels): void {
  const { defaultModel } = config;
  if (defaultModel === undefined || catalogue.some((entry) => entry.id === defaultModel)) return;
  throw new ConfigError([
    {
      variable: "DEFAULT_MODEL",
      mend: `There is no model "${defaultModel}". Choose one of: ${catalogue.map((entry) => entry.id).join(", ")}.`,
    },
  ]);
}

type Common = Awaited<ReturnType<typeof openCommon>>;

/** The doors of the API, on a pool that acts as app_api. */
export function openApi(
  config: Config,
  input: { common: Common; connectionString: string; log: Log },
): {
  doors: AgainDoors;
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
  const owner = createPool({
    connectionString: input.connectionString,
    role: null,
    most: 1,
    onError: () => {},
  });
  return {
    doors: {
      ...input.common,
      executions: createExecutionStore(pool),
      remover: createExecutionRemover(pool),
      workflows: createWorkflowStore(pool),
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
    doors: {
      ...common,
      references: new ReferenceShelf(common.objects),
      ledger: createLedger(pool, spoolId),
      spool: createDiskSpool({ folder: spoolFolder(config) }),
      dispatch: createDispatchStore(pool),
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
    },
    close: async () => {
      await queue.close();
      await pool.end();
      await place.release();
    },
  };
}

async function readOverrides(config: Config): Promise<unknown> {
  const file = join(config.dataDir, "models.json");
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
  if (text === null) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CannotStart(`${file} is not valid JSON: ${String(cause)}. Mend it or remove it.`);
  }
}
