import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import type { TestProject } from "vitest/node";
import { makeTestFolder } from "./test-folder.ts";
import { templateDatabase, testUserId } from "./test-database.ts";

/** Starts one PostgreSQL for all test files and prepares a migrated database that each of them copies. */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({ dataDir, signal: AbortSignal.timeout(60_000) });
  const { connectionString } = postgres.connection;
  await templateDatabase(connectionString, async (template) => {
    await migrate({ connectionString: template, localUserId: testUserId });
  });
  project.provide("postgres", connectionString);
  return async () => {
    await postgres.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
