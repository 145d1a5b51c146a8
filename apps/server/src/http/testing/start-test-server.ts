import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { successOf } from "@bunch/contracts/envelope";
import { Execution } from "@bunch/contracts/execution";
import { ExecuteAnswer } from "@bunch/contracts/execution-request";
import { deliverWebhooks } from "@bunch/core/flow/deliver-webhooks";
import { work } from "@bunch/core/flow/work";
import type { Log } from "@bunch/core/ports/log";
import type { Person } from "@bunch/core/ports/person";
import { type Emulator, startEmulator } from "@bunch/emulator/start-emulator";
import type { Request } from "express";
import pg from "pg";
import { inject, vi } from "vitest";
import { createTestDatabase, testUserId } from "../../../../../tools/testing/test-database.ts";
import { readConfig } from "../../config.ts";
import { until } from "../../../../../tools/testing/until.ts";
import { countSpool } from "../../metrics/count-spool.ts";
import { countWork } from "../../metrics/count-work.ts";
import { liveModels } from "../../metrics/live-models.ts";
import { createRegistry } from "../../metrics/create-registry.ts";
import { serverKeys } from "../../server-keys.ts";
import { openApi } from "../../wiring/open-api.ts";
import { openCommon } from "../../wiring/open-common.ts";
import { openWorker } from "../../wiring/open-worker.ts";
import { createApp } from "../create-app.ts";
import { listen } from "../listen.ts";
import { queueIsAway } from "../queue-is-away.ts";
import { createWhoAsks, localPerson, signInOf } from "../who-asks.ts";
import { tokensFirst } from "../tokens-first.ts";

const tables = [
  "workflows",
  "workflow_executions",
  "workflow_batch_results",
  "result_attempts",
  "execution_events",
];

/** How long smaller copies may take to be made: at the lowest rank of all that runs, by a process that starts for them. */
const copiesWithinMs = 150_000;
// A test that waits for them, as for every footprint, is not to be over before.
vi.setConfig({ testTimeout: copiesWithinMs + 90_000 });

const endedStates: readonly string[] = ["completed", "failed", "cancelled"];

export type TestServer = Awaited<ReturnType<typeof startTestServer>>;

/** A whole server on a database of its own, with the emulator as its provider; a worker only where asked for. */
export async function startTestServer(
  given: {
    env?: Record<string, string>;
    withWorker?: boolean;
    webFolder?: string;
    latencyMs?: number;
    publicUrl?: string;
    /** Somebody else than the local user, told by what they send. */
    whoAsks?: (request: Request) => Person | undefined;
  } = {},
) {
  const dataDir = await mkdtemp(join(tmpdir(), "bunch-http-"));
  const database = await createTestDatabase(inject("postgres"));
  const emulator: Emulator = await startEmulator({
    tinyPictures: true,
    latency: { kind: "fixed", ms: given.latencyMs ?? 0 },
  });
  const config = readConfig({
    DATA_DIR: dataDir,
    DATABASE_URL: database.connectionString,
    ENCRYPTION_KEY: "0f".repeat(32),
    GEMINI_BASE_URL: emulator.url,
    RETRY_FIRST_WAIT_MS: "10",
    ...given.env,
  });
  const logged: string[] = [];
  const log = collectingLog(logged);
  const hidden: string[] = [];
  const closing = new AbortController();
  const stop = new AbortController();
  const common = await openCommon(config, log);
  const { connectionString } = database;
  const api = openApi(config, { common, connectionString, log });
  const registry = createRegistry({ version: "0.0.0-test" });
  const isQueueAway = queueIsAway(api.queue);
  const app = createApp({
    doors: api.doors,
    views: api.views,
    sequences: api.views,
    gallery: api.gallery,
    openWork: api.openWork,
    registry,
    people: api.people,
    users: api.users,
    adminViews: api.adminViews,
    analytics: api.analytics,
    limits: api.limits,
    modelChanges: api.modelChanges,
    catalogue: api.catalogue,
    requests: api.requests,
    tokens: api.tokens,
    webhooks: api.webhooks,
    deliveryLog: api.deliveryLog,
    audit: api.audit,
    userOf: tokensFirst(
      api.tokens,
      api.signIn
        ? createWhoAsks(api.signIn)
        : (request) => given.whoAsks?.(request) ?? localPerson(testUserId),
    ),
    ready: async () => ({
      missing: [...(await api.missing())],
      // What is taken in waits in the database: a queue that is away stops no request.
      degraded: (await isQueueAway()) ? ["queue"] : [],
    }),
    fleet: api.fleet,
    queue: api.queue,
    tickets: common.tickets,
    archiveTickets: common.archiveTickets,
    archives: api.archives,
    hasRoom: async () => true,
    log,
    tracer: common.tracer,
    hideSecret: (value) => void hidden.push(value),
    closing: closing.signal,
    settings: {
      version: "0.0.0-test",
      limits: config.limits,
      defaultModel: config.defaultModel,
      onDoubt: config.onDoubt,
      serverKeys: serverKeys(config),
      publicUrl: config.publicUrl,
      corsOrigins: config.corsOrigins,
      host: config.host,
      isRemote: config.isRemote,
      trustProxy: config.trustProxy,
      signIn: signInOf(config),
      pictureAddresses: common.pictureAddresses,
      metricsToken: config.metricsToken,
      deathAfterMs: config.deathAfterMs,
      webFolder: given.webFolder ?? join(dataDir, "no-web"),
    },
  });
  const listening = await listen({ app, host: "127.0.0.1", port: 0 });
  const base = `http://127.0.0.1:${listening.port}`;
  const owner = new pg.Pool({ connectionString, max: 2 });
  owner.on("error", () => {});

  let drained: Promise<unknown> = Promise.resolve();
  if (given.withWorker) {
    const hideSecret = () => {};
    const worker = await openWorker(config, {
      common,
      connectionString,
      log,
      meter: countWork(registry, liveModels(common.models)),
      hideSecret,
      signal: stop.signal,
    });
    const { promise: started, resolve } = Promise.withResolvers<void>();
    countSpool(registry, worker.watched.spool);
    const working = work(worker.doors, {
      ...worker,
      slots: config.workerConcurrency,
      heartbeatMs: config.heartbeatMs,
      deathAfterMs: config.deathAfterMs,
      stop: stop.signal,
      leave: AbortSignal.any([]),
      started: resolve,
    });
    const telling = deliverWebhooks(worker.tell, { signal: stop.signal });
    drained = Promise.all([working, telling]).finally(() => worker.close());
    await started;
  }

  const call = (path: string, init: RequestInit = {}) => fetch(`${base}${path}`, init);
  const executionOf = async (id: string) =>
    successOf(Execution).parse(await (await call(`/api/executions/${id}`)).json()).data;

  /** Waits until every picture drawn has its smaller copies: until then files and fields come that no request asked for. */
  const copiesMade = () =>
    until(
      "the smaller copies are made",
      async () => {
        const wanting = await owner.query(
          "select from workflow_batch_results where status = 'completed' and thumbhash is null",
        );
        return wanting.rowCount === 0;
      },
      { withinMs: copiesWithinMs },
    );

  return {
    base,
    port: listening.port,
    connectionString,
    dataDir,
    emulator,
    logged,
    hidden,
    owner,
    closing,
    call,
    executionOf,

    /** Sends a form, or anything else as JSON, to the execute route. */
    send: (body: FormData | object, headers: Record<string, string> = {}) =>
      call("/api/nano-banana/execute", {
        method: "POST",
        headers: {
          ...(body instanceof FormData ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        body: body instanceof FormData ? body : JSON.stringify(body),
      }),

    /** Starts a batch from plain fields; throws when it is refused. */
    async execute(fields: Record<string, unknown>) {
      const response = await call("/api/nano-banana/execute", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ api_key: "test-key-1", ...fields }),
      });
      return successOf(ExecuteAnswer).parse(await response.json()).data;
    },

    /** Waits until a batch has ended, half a minute at most. */
    async ended(id: string) {
      for (const endMs = Date.now() + 30_000; Date.now() < endMs; await wait(25)) {
        const execution = await executionOf(id);
        if (endedStates.includes(execution.status) && execution.stats.pending === 0)
          return execution;
      }
      throw new Error(`Batch ${id} did not end: ${JSON.stringify(await executionOf(id))}`);
    },

    /** All that is stored: rows of each table, files, calls made. */
    async footprint() {
      await copiesMade();
      const rows: Record<string, number> = {};
      for (const table of tables) {
        const counted = await owner.query<{ count: string }>(`select count(*) from ${table}`);
        rows[table] = Number(counted.rows[0]?.count);
      }
      // None where pictures lie in a bucket.
      const entries = await readdir(join(dataDir, "pictures"), {
        recursive: true,
        withFileTypes: true,
      }).catch(() => []);
      const files = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
      return { rows, files: files.toSorted(), calls: emulator.calls().length };
    },

    copiesMade,

    async close() {
      closing.abort();
      stop.abort();
      await drained;
      await listening.close(1000);
      await api.close();
      await owner.end();
      await emulator.stop();
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function collectingLog(lines: string[]): Log {
  const write = (facts: Record<string, unknown>, sentence: string) => {
    const error = facts["error"];
    lines.push(`${sentence} ${JSON.stringify(facts)} ${error instanceof Error ? error.stack : ""}`);
  };
  return { info: write, warn: write, error: write };
}
