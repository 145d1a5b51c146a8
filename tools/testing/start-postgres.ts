import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import type { TestProject } from "vitest/node";
import { howToGetParts, realPart } from "./real-parts.ts";
import type { TestServers } from "./servers-for.ts";
import { startTestServers } from "./start-test-servers.ts";
import { makeTestFolder } from "./test-folder.ts";
import { templateDatabase, testUserId } from "./test-database.ts";

/**
/**
 * Starts one PostgreSQL for all test files of a project and prepares a migrated database that each of them copies: the
 * embedded one, or where the project is named after another, that one; with `BUNCH_TEST_ON=servers` Debian's, with a Redis
 * beside it.
 */
export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const other = /^postgres-(\d+)$/.exec(project.name);
  const packageFolder = other ? realPart(project.name) : null;
  if (other && packageFolder === null)
    throw new Error(`${project.name} is not here: ${howToGetParts}.`);
  const servers =
    !other && process.env["BUNCH_TEST_ON"] === "servers" ? await startTestServers() : null;
  const { connectionString, stop } = servers ?? (await startEmbedded(packageFolder));
  await templateDatabase(connectionString, async (template) => {
    await migrate({ connectionString: template, localUserId: testUserId });
  });
  project.provide("postgres", connectionString);
  project.provide("postgresMajor", other ? Number(other[1]) : 15);
  project.provide("postgresPackage", packageFolder);
  const given: TestServers | null = servers && {
    postgres: connectionString,
    redis: servers.redisUrl,
  };
  project.provide("servers", given);
  return stop;
}

async function startEmbedded(
  packageFolder: string | null,
): Promise<{ connectionString: string; stop: () => Promise<void> }> {
  const dataDir = await makeTestFolder();
  const postgres = await startEmbeddedPostgres({
    dataDir,
    signal: AbortSignal.timeout(60_000),
    ...(packageFolder !== null && { packageFolder }),
  });
  return {
    ...postgres.connection,
    stop: async () => {
      await postgres.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
