import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { Log } from "@bunch/core/ports/log";
import type { Meter } from "@bunch/core/ports/meter";
import type { Registry } from "prom-client";
import { createApp } from "../http/create-app.ts";
import { createWhoAsks, localPerson, signInOf } from "../http/who-asks.ts";
import { tokensFirst } from "../http/tokens-first.ts";
import { queueIsAway } from "../http/queue-is-away.ts";
import { listen, type Listening } from "../http/listen.ts";
import { countWork } from "../metrics/count-work.ts";
import { liveModels } from "../metrics/live-models.ts";
import { createRegistry } from "../metrics/create-registry.ts";
import { refuseUnknownDefault } from "../refuse-unknown-default.ts";
import { serverKeys } from "../server-keys.ts";
import { localUserId } from "../wiring/database.ts";
import { openApi } from "../wiring/open-api.ts";
import type { openCommon } from "../wiring/open-common.ts";
import type { Begun } from "./begin.ts";
import { hasRoom } from "./has-room.ts";
import { warnOfSpending } from "./warn-of-spending.ts";

/** The built web app. */
export const webFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url));
const closeGraceMs = 5000;
const packageFile = new URL("../../package.json", import.meta.url);

/** Answers HTTP until told to stop. `workerMissing` names the worker when this process should have one and has not. */
export async function runApi(
  begun: Begun,
  input: {
    common: Awaited<ReturnType<typeof openCommon>>;
    connectionString: string;
    log: Log;
    workerMissing: () => string[];
  },
): Promise<{
  listening: Listening;
  /** Counts what a worker in this process does, for /metrics. */
  meter: Meter;
  registry: Registry;
  /** Whether a batch wants to be drawn, now or when its pause is over by itself. */
  isAtWork: () => Promise<boolean>;
  close: () => Promise<void>;
}> {
  const { config, secrets } = begun;
  // People may watch the drain to its end: their streams close with the port.
  const closing = new AbortController();
  const { log } = input;
  const api = openApi(config, { ...input, log });
  // Before anything is asked: DEFAULT_MODEL may name a model that was added on screen.
  await api.catalogue.lay();
  refuseUnknownDefault(config, input.common.models);
  const keeping = api.catalogue.keep({ signal: closing.signal });
  await warnOfSpending({
    hasSignIn: config.supabase !== undefined,
    hasServerKey: serverKeys(config).size > 0,
    limits: api.limits,
    log,
  });
  const { version } = JSON.parse(await readFile(packageFile, "utf8")) as { version: string };
  const registry = createRegistry({ version });
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
      api.signIn ? createWhoAsks(api.signIn) : () => localPerson(localUserId),
    ),
    ready: async () => ({
      missing: [...(await api.missing()), ...input.workerMissing()],
      // What is taken in waits in the database: a queue that is away stops no request.
      degraded: (await isQueueAway()) ? ["queue"] : [],
    }),
    fleet: api.fleet,
    queue: api.queue,
    tickets: input.common.tickets,
    archiveTickets: input.common.archiveTickets,
    archives: api.archives,
    hasRoom: () => hasRoom(config.dataDir),
    log,
    tracer: input.common.tracer,
    hideSecret: (value) => secrets.hideSecret(value),
    closing: closing.signal,
    settings: {
      version,
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
      pictureAddresses: input.common.pictureAddresses,
      metricsToken: config.metricsToken,
      deathAfterMs: config.deathAfterMs,
      webFolder,
    },
  });
  void api.signInTrouble().then((sentence) => sentence && log.warn({}, sentence));
  const listening = await listen({ app, host: config.host, port: config.port });
  return {
    listening,
    meter: countWork(registry, liveModels(input.common.models)),
    registry,
    isAtWork: api.isWorkAhead,
    close: async () => {
      closing.abort();
      await listening.close(closeGraceMs);
      await keeping;
      await api.close();
    },
  };
}
