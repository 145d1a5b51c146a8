import { DataFolderBusy, lockDataFolder } from "@bunch/adapters/embedded-postgres/data-folder-lock";
import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createRenditionMaker } from "@bunch/adapters/pictures/rendition-maker";
import { createAnalyticsSums } from "@bunch/adapters/postgres/analytics-sums";
import { createDispatchStore } from "@bunch/adapters/postgres/dispatch-store";
import { createLedger } from "@bunch/adapters/postgres/ledger";
import { createPool } from "@bunch/adapters/postgres/pools";
import { createModelChanges } from "@bunch/adapters/postgres/model-change-book";
import { createRecoveryStore } from "@bunch/adapters/postgres/recovery-store";
import { createRemovals } from "@bunch/adapters/postgres/removals";
import { createRetentionStore } from "@bunch/adapters/postgres/retention-store";
import { createRenditionStore } from "@bunch/adapters/postgres/rendition-store";
import { createWebhookDeliveries } from "@bunch/adapters/postgres/webhook-deliveries";
import { createWorkerRegistry } from "@bunch/adapters/postgres/worker-registry";
import { createBell } from "@bunch/adapters/process/bell";
import { createClock } from "@bunch/adapters/process/clock";
import { takeWorkerPlace } from "@bunch/adapters/process/worker-place";
import { createResultQueue } from "@bunch/adapters/queue/bullmq-queue";
import { createDiskSpool } from "@bunch/adapters/spool/disk-spool";
import { loadSpoolId } from "@bunch/adapters/spool/spool-id";
import { AnswerRoom } from "@bunch/core/flow/answer-room";
import type { DeliveryDoors } from "@bunch/core/flow/deliver-webhooks";
import { type CatalogueKeeper, createCatalogueKeeper } from "@bunch/core/flow/keep-catalogue";
import type { AddUpDoors } from "@bunch/core/flow/keep-adding-up";
import type { keepForgetting } from "@bunch/core/flow/keep-forgetting";
import { ReferenceShelf } from "@bunch/core/flow/reference-shelf";
import type { WorkDoors } from "@bunch/core/flow/work";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { QueueView } from "@bunch/core/ports/queue-view";
import type { Spool } from "@bunch/core/ports/spool";
import { defaultRenditionPolicy } from "@bunch/core/results/rendition-policy";
import { defaultRetryPolicy } from "@bunch/core/results/retry-policy";
import { join } from "node:path";
import { breakOnPurpose } from "../break-on-purpose.ts";
import type { Config } from "../config.ts";
import { webhookBody } from "../http/wire/webhook.ts";
import type { Common } from "./open-common.ts";
import { queueBackend } from "./open-queue-window.ts";

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
  /** What it forgets with, beside its work. */
  forget: Parameters<typeof keepForgetting>[0];
  /** What it adds up with, beside its work. */
  addUp: AddUpDoors;
  /** Holds its catalogue to what is stored, beside its work. */
  catalogue: CatalogueKeeper;
  /** What it tells receivers with, beside its work. */
  tell: DeliveryDoors;
  workerId: string;
  predecessorIds: string[];
  spoolId: string;
  /** For whoever watches this process. */
  watched: { spool: Spool; queue: QueueView; missing: () => Promise<string[]> };
  close: () => Promise<void>;
}> {
  const { common, log } = input;
  const spoolFolder = join(config.dataDir, "spool");
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
  const spoolId = await loadSpoolId({ folder: spoolFolder });
  const pool = createPool({
    connectionString: config.databaseUrlWorker ?? input.connectionString,
    role: config.databaseUrlWorker ? null : "app_worker",
    most: Math.min(24, config.workerConcurrency + 4),
    onError: (err) => log.warn({ err }, "A connection to the database broke."),
  });
  const spool = createDiskSpool({ folder: spoolFolder });
  const queue = await createResultQueue({
    backend: queueBackend(config, input.connectionString),
    log,
  });
  const clock = createClock();
  const catalogue = createCatalogueKeeper({
    catalogue: common.models,
    modelChanges: createModelChanges(pool),
    clock,
    log,
  });
  return {
    workerId: place.workerId,
    predecessorIds: place.predecessorIds,
    spoolId,
    watched: {
      spool,
      queue,
      missing: () =>
        pool.query("select").then(
          () => [],
          () => ["database"],
        ),
    },
    forget: {
      retention: createRetentionStore(pool),
      retentionPolicy: config.retention,
      spool,
      clock,
      log,
    },
    catalogue,
    addUp: { sums: createAnalyticsSums(pool), clock, log },
    tell: {
      ...common,
      deliveries: createWebhookDeliveries(pool),
      webhookBody,
      clock,
      log,
      hideSecret: input.hideSecret,
    },
    doors: breakOnPurpose(config, pool, {
      ...common,
      catalogue,
      pictures: createPictureInspector({ log }),
      answerRoom: new AnswerRoom(),
      references: new ReferenceShelf(common.objects),
      ledger: createLedger(pool, spoolId),
      spool,
      dispatch: createDispatchStore(pool),
      looks: createBell(),
      recovery: createRecoveryStore(pool),
      removals: createRemovals(pool, spoolId),
      registry: createWorkerRegistry(pool),
      renditions: createRenditionStore(pool),
      renditionMaker: createRenditionMaker(),
      renditionPolicy: defaultRenditionPolicy,
      queue,
      clock,
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
