import { once } from "node:events";
import { mkdir, rm } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { createResultQueue } from "@bunch/adapters/queue/bullmq-queue";
import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import pg from "pg";
import { localUserId } from "../../apps/server/src/wiring/database.ts";
import { hasRedis } from "../testing/has-redis.ts";
import { hasDebianPostgres, startDebianPostgres } from "../testing/start-debian-postgres.ts";
import { makeTestFolder } from "../testing/test-folder.ts";

/** Servers that the runs of one lane use one after the other; what one run does to them, no other lane feels. */
export type Lane = {
  /** A data folder with a migrated cluster to copy. */
  template: string;
  postgres: {
    adminUrl: string;
    urlOf: (database: string) => string;
    socket: string;
    /** A migrated database to copy. */
    template: string;
    crash: () => Promise<void>;
    bringBack: () => Promise<void>;
  } | null;
  /** Its jobs may vanish, and it itself. */
  redis: {
    port: number;
    flush: () => Promise<void>;
    kill: () => Promise<void>;
    bringBack: () => Promise<void>;
  } | null;
  stop: () => Promise<void>;
};

const silent = { info() {}, warn() {}, error() {} };
const templateName = "chaos_template";

/** Starts what is found on this machine and prepares databases to copy, as migrating one takes longer than a run should. */
export async function openLane(): Promise<Lane> {
  const folder = await makeTestFolder();
  const template = join(folder, "template");
  await mkdir(template);
  const embedded = await startEmbeddedPostgres({
    dataDir: template,
    signal: AbortSignal.timeout(90_000),
  });
  await prepare(embedded.connection.connectionString);
  await embedded.stop();

  const debian = hasDebianPostgres ? await startDebianPostgres() : null;
  const adminUrl = debian?.connectionStringOf("root") ?? "";
  if (debian) {
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(`create database ${templateName}`).finally(() => admin.end());
    await prepare(debian.connectionStringOf("root", templateName));
  }
  const redis = hasRedis ? await startRedis() : null;
  const redisPort = redis?.backend.kind === "redis" ? Number(new URL(redis.backend.url).port) : 0;
  return {
    template,
    postgres: debian && {
      adminUrl,
      urlOf: (database) => debian.connectionStringOf("root", database),
      socket: debian.socket,
      template: templateName,
      crash: debian.crash,
      bringBack: debian.bringBack,
    },
    redis: redis && {
      port: redisPort,
      flush: () => flushRedis(redisPort),
      kill: () => redis.kill(),
      bringBack: () => redis.bringBack(),
    },
    stop: async () => {
      await debian?.stop();
      await redis?.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Redis takes a command as a line of words. */
async function flushRedis(port: number): Promise<void> {
  const socket = connect({ port, host: "127.0.0.1", timeout: 5000 });
  try {
    socket.write("FLUSHALL\r\n");
    const [answer] = (await once(socket, "data")) as [Buffer];
    if (!answer.toString().startsWith("+OK")) throw new Error(`Redis said ${answer.toString()}`);
  } finally {
    socket.destroy();
  }
}

async function prepare(connectionString: string): Promise<void> {
  await migrate({ connectionString, localUserId });
  const queue = await createResultQueue({
    backend: { kind: "postgres", connectionString },
    log: silent,
  });
  await queue.close();
}
