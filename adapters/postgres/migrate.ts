import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { setTimeout as delay } from "node:timers/promises";
import { CannotStart } from "@bunch/core/cannot-start";
import pg from "pg";
import { explainConnection } from "./connect-words.ts";
import { type Migration, migrationFiles, sqlOf } from "./migration-files.ts";
import { refuseNewerSchema } from "./refuse-newer-schema.ts";

const shimFile = fileURLToPath(new URL("shim.sql", import.meta.url));
/** Whoever waits for a table holds up all who come after; so nobody waits for long, and others have their turn between two tries. */
const [lockMs, breathMs, mostTries] = [1000, 4000, 120];
/** A table that another holds, and two that wait for each other. */
const heldCodes = new Set(["55P03", "40P01"]);

/** Any number, as long as it is ours: two processes that start together migrate one after the other. */
const migrationLock = 7_246_310_115;

/** What migrating asks of a connection. */
type Migrating = Pick<pg.ClientBase, "query">;

/** Brings a database to the newest schema, as `supabase db push` would, and tells which files it applied. */
export async function migrate(input: {
  connectionString: string;
  /** The one user where there is no sign-in; null where Supabase Auth keeps the users. */
  localUserId: string | null;
  /** Whether newer versions may run on it at this moment, whose migrations only added to it. */
  inDeploy?: boolean;
  signal?: AbortSignal;
}): Promise<string[]> {
  const client = new pg.Client({
    connectionString: input.connectionString,
    connectionTimeoutMillis: 10_000,
  });
  await client.connect().catch((error: unknown) => {
    throw explainConnection(error, input.connectionString);
  });
  // One that breaks in use fails its query, which tells it; this only keeps the event from ending the process.
  client.on("error", () => {});
  try {
    await client.query("begin");
    await beginMigrating(client);
    await refuseNewerSchema(client, { inDeploy: input.inDeploy ?? false });
    const applied = await applyInTurn(client, input.signal);
    if (input.localUserId !== null)
      await client.query("insert into auth.users (id) values ($1) on conflict do nothing", [
        input.localUserId,
      ]);
    await client.query("commit");
    return applied;
  } finally {
    await client.end();
  }
}

/** Migration files that the database has not seen; empty when it is up to date. */
export async function missingMigrations(connection: Migrating): Promise<string[]> {
  return (await missing(connection)).map(({ file }) => file);
}

/** Takes the turn, and makes what Supabase brings and the history of the migrations, in the caller's transaction. */
export async function beginMigrating(client: Migrating): Promise<void> {
  await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
  if (!(await isSupabase(client))) await client.query(await readFile(shimFile, "utf8"));
  await client.query("create schema if not exists supabase_migrations");
  await client.query(
    `create table if not exists supabase_migrations.schema_migrations
       (version text primary key, statements text[], name text)`,
  );
}

/** Applies what the database has not seen, of all files or of those that `among` names, in the caller's transaction. */
export async function applyMissing(
  client: Migrating,
  among?: readonly string[],
): Promise<string[]> {
  const due = (await missing(client)).filter(
    ({ version }) => among === undefined || among.includes(version),
  );
  for (const migration of due) {
    const sql = await sqlOf(migration);
    await client.query(sql);
    await client.query(
      "insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)",
      [migration.version, [sql], migration.name],
    );
  }
  return due.map(({ file }) => file);
}

/** Applies what is missing beside others that work on the same tables, as a backup that reads them for an hour. */
async function applyInTurn(client: Migrating, signal?: AbortSignal): Promise<string[]> {
  await client.query("savepoint before_applying");
  for (let tries = 1; ; tries += 1) {
    try {
      await client.query(`set local lock_timeout = ${lockMs}`);
      return await applyMissing(client);
    } catch (error) {
      if (!(error instanceof pg.DatabaseError && heldCodes.has(error.code ?? ""))) throw error;
      // Gives back every lock but that of whoever migrates.
      await client.query("rollback to savepoint before_applying");
      if (tries === mostTries)
        throw new CannotStart(
          "The database cannot be brought to the newest schema, as something has held its tables for ten minutes; a backup, maybe. Nothing was changed. Start again when that is over.",
          { cause: error },
        );
    }
    await delay(breathMs, undefined, { signal });
  }
}

async function missing(connection: Migrating): Promise<Migration[]> {
  const known = await connection.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations",
  );
  const versions = new Set(known.rows.map((row) => row.version));
  return (await migrationFiles()).filter(({ version }) => !versions.has(version));
}

async function isSupabase(client: Migrating): Promise<boolean> {
  const found = await client.query(
    "select from pg_roles where rolname = 'supabase_auth_admin' and to_regclass('auth.users') is not null",
  );
  return found.rowCount === 1;
}
