import { rm } from "node:fs/promises";
import { startEmbeddedPostgres } from "@bunch/adapters/embedded-postgres/start-embedded-postgres";
import { migrate } from "@bunch/adapters/postgres/migrate";
import { createResultQueue } from "@bunch/adapters/queue/bullmq-queue";
import type { TestProject } from "vitest/node";
import { keepFirstDatabase } from "./first-folder.ts";
import { howToGetParts, realPart } from "./real-parts.ts";
import type { TestServers } from "./servers-for.ts";
import { startTestServers } from "./start-test-servers.ts";
import { makeTestFolder } from "./test-folder.ts";
import { templateDatabase, testUserId } from "./test-database.ts";

const silent = { info() {}, warn() {}, error() {} };

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
  const dataDir = await makeTestFolder();
  const firstFolder = other || servers ? null : await makeFirstDatabase(dataDir);
  const { connectionString, stop } = servers ?? (await startEmbedded(dataDir, packageFolder));
  await templateDatabase(connectionString, migrated);
  project.provide("postgres", connectionString);
  project.provide("firstFolder", firstFolder);
  project.provide("postgresMajor", other ? Number(other[1]) : 15);
  project.provide("postgresPackage", packageFolder);
  const given: TestServers | null = servers && {
    postgres: connectionString,
    redis: servers.redisUrl,
  };
  project.provide("servers", given);
  return async () => {
    await stop();
    for (const folder of [dataDir, firstFolder])
      if (folder !== null) await rm(folder, { recursive: true, force: true });
  };
}

async function migrated(connectionString: string): Promise<void> {
  await migrate({ connectionString, localUserId: testUserId });
}

/** The database of a first start, with nothing in it; gives the folder that keeps a copy of it. */
async function makeFirstDatabase(dataDir: string): Promise<string> {
  const postgres = await startEmbedded(dataDir, null);
  const { connectionString } = postgres;
  await migrated(connectionString);
  const backend = { kind: "postgres", connectionString } as const;
  const queue = await createResultQueue({ backend, log: silent });
  await queue.close();
  await postgres.stop();
  return keepFirstDatabase(dataDir);
}

async function startEmbedded(dataDir: string, packageFolder: string | null) {
  const postgres = await startEmbeddedPostgres({
    dataDir,
    signal: AbortSignal.timeout(60_000),
    ...(packageFolder !== null && { packageFolder }),
  });
  return { ...postgres.connection, stop: () => postgres.stop() };
}
