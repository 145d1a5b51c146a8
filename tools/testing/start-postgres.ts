import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import type { TestProject } from "vitest/node";
import type { TestServers } from "./servers-for.ts";
import { startTestServers } from "./start-test-servers.ts";
import { makeTestFolder } from "./test-folder.ts";
import { templateDatabase, testUserId } from "./test-database.ts";

/**
 * Starts one PostgreSQL for all test files and prepares a migrated database that each of them copies. It is the embedded
 * one, or with `BUNCH_TEST_ON=servers` Debian's with a Redis beside it.
 */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const servers = process.env["BUNCH_TEST_ON"] === "servers" ? await startTestServers() : null;
  const { connectionString, stop } = servers ?? (await startEmbedded());
  await templateDatabase(connectionString, async (template) => {
    await migrate({ connectionString: template, localUserId: testUserId });
  });
  project.provide("postgres", connectionString);
  const given: TestServers | null = servers && {
    postgres: connectionString,
    redis: servers.redisUrl,
  };
  project.provide("servers", given);
  return stop;
}

async function startEmbedded(): Promise<{ connectionString: string; stop: () => Promise<void> }> {
  const dataDir = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(60_000) });
  return {
    ...postgres.connection,
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
