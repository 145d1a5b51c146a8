import { randomUUID } from "node:crypto";
import pg from "pg";
import { until } from "./until.ts";

declare module "vitest" {
  interface ProvidedContext {
    postgres: string;
    /** Which PostgreSQL that is. */
    postgresMajor: number;
    /** Where its programs are; null where they are npm's own embedded ones. */
    postgresPackage: string | null;
  }
}

/** The local user of every test database. */
export const testUserId = "00000000-0000-4000-8000-000000000001";
const templateName = "bunch_template";

/** Creates the database that others copy; `prepare` gets its connection string. */
export async function templateDatabase(
  connectionString: string,
  prepare: (connectionString: string) => Promise<void>,
): Promise<void> {
  await onServer(connectionString, `create database ${templateName}`);
  await prepare(inDatabase(connectionString, templateName));
}

type TestDatabase = { connectionString: string; drop: () => Promise<void> };

/** A migrated database of its own for one test file; `drop` removes it. */
export function createTestDatabase(connectionString: string): Promise<TestDatabase> {
  return createDatabase(connectionString, templateName);
}

/** The same without anything in it. */
export function createEmptyDatabase(connectionString: string): Promise<TestDatabase> {
  return createDatabase(connectionString, "template0");
}

async function createDatabase(connectionString: string, template: string): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await onServer(connectionString, `create database ${name} template ${template}`);
  return {
    connectionString: inDatabase(connectionString, name),
    drop: () => until("the database of a test is dropped", () => drop(connectionString, name)),
  };
}

async function drop(connectionString: string, name: string): Promise<boolean> {
  try {
    await onServer(connectionString, `drop database if exists ${name} with (force)`);
    return true;
  } catch (error) {
    // PostgreSQL is tidying up in there of its own accord just now, which only a superuser may break off.
    if (error instanceof pg.DatabaseError && error.code === "42501") return false;
    throw error;
  }
}

async function onServer(connectionString: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function inDatabase(connectionString: string, name: string): string {
  return connectionString.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${name}`);
}
