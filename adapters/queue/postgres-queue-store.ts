import {
  assertSchemaCompatibility,
  ConnectionClosedError,
  DEFAULT_SCHEMA,
  LATEST_SCHEMA_VERSION,
  type PgPool,
  PostgresConnection,
  PostgresQueueBackend,
  runMigrations,
  SchemaMigrationRequiredError,
} from "bullmq";
import pg from "pg";
import { isConnectionLost } from "./connection-lost.ts";
import type { OutageReport } from "./outage-report.ts";
import type { QueueStore } from "./queue-store.ts";

/** One of them listens for as long as a worker runs; the others carry its jobs. */
const connectionsAtMost = 4;
const connectTimeoutMs = 5_000;
const queryTimeoutMs = 15_000;

/**
 * Keeps the jobs in PostgreSQL, in a schema of their own named `bullmq`, made on the first start. Needs the right to
 * create a schema in the database then, and sessions of its own (LISTEN): no pooler in transaction mode.
 */
export async function openPostgresQueueStore(input: {
  connectionString: string;
  outage: OutageReport;
}): Promise<QueueStore> {
  const pool = new pg.Pool({
    connectionString: input.connectionString,
    max: connectionsAtMost,
    keepAlive: true,
    connectionTimeoutMillis: connectTimeoutMs,
    query_timeout: queryTimeoutMs,
    application_name: "bunch queue",
    // The jobs are rebuilt from the results' table after a crash: waiting for the disk would only cost time.
    onConnect: async (client) => {
      await client.query(`set search_path to ${DEFAULT_SCHEMA}; set synchronous_commit to off`);
    },
  });
  pool.on("error", input.outage.heard);
  try {
    await ensureSchema(pool);
  } catch (error) {
    await pool.end();
    throw error;
  }
  const watched = watchOutages(pool, input.outage);
  return {
    backend: (name, options, { withBlockingConnection = false } = {}) =>
      new PromptBackend(
        new ReadyConnection(watched),
        name,
        { ...options, connection: watched },
        true,
        withBlockingConnection ? name : undefined,
      ),
    close: () => pool.end(),
  };
}

async function ensureSchema(pool: pg.Pool): Promise<void> {
  const client = await pool.connect();
  try {
    if ((await schemaVersion(client)) < LATEST_SCHEMA_VERSION)
      await runMigrations(client, DEFAULT_SCHEMA);
  } finally {
    client.release();
  }
}

async function schemaVersion(client: pg.PoolClient): Promise<number> {
  try {
    return await assertSchemaCompatibility(client, DEFAULT_SCHEMA);
  } catch (error) {
    if (error instanceof SchemaMigrationRequiredError) return 0;
    throw error;
  }
}

/** Renames every way PostgreSQL has of being away to the one error on which BullMQ tries again. */
function watchOutages(pool: pg.Pool, outage: OutageReport): PgPool {
  const watch = async <T>(work: Promise<T>): Promise<T> => {
    const askedAtMs = performance.now();
    try {
      const value = await work;
      outage.answered(askedAtMs);
      return value;
    } catch (error) {
      if (!isConnectionLost(error)) throw error;
      outage.failed(error, askedAtMs);
      const because = error instanceof Error ? error.message : String(error);
      throw new ConnectionClosedError(because, error instanceof Error ? error : undefined);
    }
  };
  const watched = {
    connect: () => watch(pool.connect()),
    query: (text: string, values: readonly unknown[] = []) => watch(pool.query(text, [...values])),
    end: () => pool.end(),
    // The pool outlives each queue and worker on it and has its one listener already.
    on: () => watched,
    removeAllListeners: () => watched,
  };
  // BullMQ sketches pg's client in its own types, which the compiler cannot match with pg's overloads.
  return watched as unknown as PgPool;
}

/** The schema was seen to when the store was opened; looking again would make an outage at that moment last for ever. */
class ReadyConnection extends PostgresConnection {
  override async waitUntilReady(): Promise<void> {}
}

/** A notification lost in a reconnect is made good after seconds, not after BullMQ's hour. */
class PromptBackend extends PostgresQueueBackend {
  override get maximumBlockTimeout(): number {
    return 5;
  }
}
