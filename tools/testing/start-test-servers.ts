import { startRedis } from "@bunch/adapters/queue/testing/start-redis";
import pg from "pg";
import { hasRedis } from "./has-redis.ts";
import { hasDebianPostgres, startDebianPostgres } from "./start-debian-postgres.ts";

/** Six processes a test, two tests at once, each with pools of its own. */
const connections = 600;
/** Each data folder of each test file has one of its own. */
const redisDatabases = 100_000;

/** Debian's PostgreSQL 15 over TCP, with its owner and its superuser as on Supabase, and a Redis that keeps nothing. */
export async function startTestServers(): Promise<{
  connectionString: string;
  redisUrl: string;
  stop: () => Promise<void>;
}> {
  if (!hasDebianPostgres || !hasRedis)
    throw new Error(
      "The suite cannot run on servers here: apt-get install postgresql-15 redis-server.",
    );
  const postgres = await startDebianPostgres({
    overTcp: true,
    // The second as docs/deploy.md has it.
    settings: [`max_connections=${connections}`, "random_page_cost=1.1"],
  });
  const redis = await startRedis({ settings: ["--databases", String(redisDatabases)] });
  const owner = "postgres";
  const client = new pg.Client({ connectionString: postgres.connectionStringOf("root") });
  await client.connect();
  await client
    .query(
      `create role supabase_admin login superuser;
       create role ${owner} login nosuperuser createrole createdb bypassrls;
       grant pg_monitor, pg_read_all_data, pg_signal_backend to ${owner};
       alter database postgres owner to ${owner};
       create sequence redis_databases;
       grant usage on sequence redis_databases to ${owner}`,
    )
    .finally(() => client.end());
  if (redis.backend.kind !== "redis") throw new Error("Redis has no address.");
  return {
    connectionString: postgres.connectionStringOf(owner),
    redisUrl: redis.backend.url,
    stop: async () => {
      await redis.stop();
      await postgres.stop();
    },
  };
}
