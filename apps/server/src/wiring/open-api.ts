import { createPictureInspector } from "@bunch/adapters/pictures/picture-inspector";
import { createArchiveStore } from "@bunch/adapters/postgres/archive-store";
import { createExecutionRemover } from "@bunch/adapters/postgres/execution-remover";
import { createExecutionStore } from "@bunch/adapters/postgres/execution-store";
import { createExecutionViews } from "@bunch/adapters/postgres/execution-views";
import { createGalleryStore } from "@bunch/adapters/postgres/gallery-store";
import { missingMigrations } from "@bunch/adapters/postgres/migrate";
import { createProviderKeyStore } from "@bunch/adapters/postgres/provider-key-store";
import { createClock } from "@bunch/adapters/process/clock";
import { createAdminViews } from "@bunch/adapters/postgres/admin-views";
import { createAnalytics } from "@bunch/adapters/postgres/analytics";
import { createLimitsBook } from "@bunch/adapters/postgres/limits-book";
import { createAuditTrail } from "@bunch/adapters/postgres/audit-trail";
import { createTokenStore } from "@bunch/adapters/postgres/token-store";
import { createDeliveryLog } from "@bunch/adapters/postgres/delivery-log";
import { createWebhookStore } from "@bunch/adapters/postgres/webhook-store";
import { createTokenMint } from "@bunch/adapters/vault/token-mint";
import { createFleet } from "@bunch/adapters/postgres/fleet";
import { createModelChangeBook } from "@bunch/adapters/postgres/model-change-book";
import { createOpenWork } from "@bunch/adapters/postgres/open-work";
import { createPeople } from "@bunch/adapters/postgres/people";
import { asOutage, type Pool, createPool } from "@bunch/adapters/postgres/pools";
import { createUserDirectory } from "@bunch/adapters/postgres/user-directory";
import { createWorkflowStore } from "@bunch/adapters/postgres/workflow-store";
import { createRequestCounter } from "@bunch/adapters/rate-limit/request-counter";
import { isWorkAhead } from "@bunch/adapters/postgres/work-ahead";
import { signInTrouble } from "@bunch/adapters/sign-in/sign-in-trouble";
import { createSupabaseSignIn } from "@bunch/adapters/sign-in/supabase-tokens";
import { createCatalogueKeeper } from "@bunch/core/flow/keep-catalogue";
import type { Log } from "@bunch/core/ports/log";
import { randomUUID } from "node:crypto";
import { crashingSubmission } from "../break-on-purpose.ts";
import type { Config } from "../config.ts";
import type { Common } from "./open-common.ts";
import { openQueueWindow } from "./open-queue-window.ts";

/** The doors of the API, on a pool that acts as app_api. */
export function openApi(
  config: Config,
  input: { common: Common; connectionString: string; log: Log },
) {
  const pool = createPool({
    connectionString: config.databaseUrlApi ?? input.connectionString,
    role: config.databaseUrlApi ? null : "app_api",
    most: 10,
    onError: (err) => input.log.warn({ err }, "A connection to the database broke."),
  });
  const { connectionString } = input;
  const queue = openQueueWindow(config, connectionString, input.log);
  const modelChanges = createModelChangeBook(pool);
  const owner = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  const { counter, close: closeCounter } = createRequestCounter({
    query: (text, values) =>
      pool.query(text, values).catch((error: unknown) => {
        throw asOutage(error);
      }),
    redisUrl: config.redisUrl,
    log: input.log,
  });
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
    gallery: createGalleryStore(pool),
    archives: createArchiveStore(pool),
    openWork: createOpenWork(pool),
    fleet: createFleet(pool),
    queue,
    tokens: { store: createTokenStore(pool), mint: createTokenMint() },
    webhooks: createWebhookStore(pool),
    deliveryLog: createDeliveryLog(pool),
    audit: createAuditTrail(pool),
    people: createPeople(pool),
    users: createUserDirectory(pool),
    adminViews: createAdminViews(pool),
    analytics: createAnalytics(pool),
    limits: createLimitsBook(pool),
    modelChanges,
    catalogue: createCatalogueKeeper({
      catalogue: input.common.models,
      modelChanges,
      clock: createClock(),
      log: input.log,
    }),
    requests: counter,
    /** Null where there is one local user. */
    signIn: config.supabase ? createSupabaseSignIn(config.supabase) : null,
    isWorkAhead: () => isWorkAhead(owner),
    /** What keeps everybody from signing in, in a sentence; null where nothing does, or nobody can tell just now. */
    signInTrouble: () => (config.supabase ? signInTrouble(config.supabase) : Promise.resolve(null)),
    /** What is missing before requests can be answered; empty when all is well. */
    missing: () => missingOf(owner),
    close: async () => {
      await closeCounter();
      await Promise.all([queue.close(), pool.end(), owner.end()]);
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
