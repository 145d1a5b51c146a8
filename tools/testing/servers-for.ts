import pg from "pg";
import { createTestDatabase } from "./test-database.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the suite runs on servers; null where it runs embedded. */
    servers: TestServers | null;
  }
}

/** Where the suite's servers are. */
export type TestServers = { postgres: string; redis: string };

/** What processes need to find the servers that they share. */
type Servers = { env: Record<string, string> };

const places = new Map<string, Promise<Servers>>();

/**
 * The servers of those who share a place, a data folder or a database of their own: the same after each start. Null where the
 * suite runs embedded.
 */
export async function serversFor(place: string): Promise<Servers | null> {
  // Benches and the taking of screens start the same processes, without a suite around them.
  if (process.env["VITEST"] === undefined) return null;
  const { inject } = await import("vitest");
  const servers = inject("servers");
  if (!servers) return null;
  const known = places.get(place) ?? makePlace(servers);
  places.set(place, known);
  return known;
}

/** The database goes with its server when the suite has ended. */
async function makePlace(servers: TestServers): Promise<Servers> {
  const { connectionString } = await createTestDatabase(servers.postgres);
  return {
    env: {
      DATABASE_URL: connectionString,
      REDIS_URL: `${servers.redis}/${await nextRedisDatabase(servers.postgres)}`,
      ENCRYPTION_KEY: "5e".repeat(32),
    },
  };
}

/** A number that no other test file has. */
async function nextRedisDatabase(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  const { rows } = await client
    .query<{ number: string }>("select nextval('redis_databases') as number")
    .finally(() => client.end());
  return Number(rows[0]?.number);
}
