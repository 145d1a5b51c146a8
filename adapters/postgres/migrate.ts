import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";

const migrationsFolder = fileURLToPath(new URL("../../supabase/migrations/", import.meta.url));
const shimFile = fileURLToPath(new URL("shim.sql", import.meta.url));
/** Any number, as long as it is ours: two processes that start together migrate one after the other. */
const migrationLock = 7_246_310_115;

/** Brings a database to the newest schema, as `supabase db push` would, and tells which files it applied. */
export async function migrate(input: {
  connectionString: string;
  /** The one user where there is no sign-in; null where Supabase Auth keeps the users. */
  localUserId: string | null;
}): Promise<string[]> {
  const client = new pg.Client({
    connectionString: input.connectionString,
    connectionTimeoutMillis: 10_000,
  });
  await client.connect();
  try {
    await client.query("begin");
    await client.query("select pg_advisory_xact_lock($1)", [migrationLock]);
    if (!(await isSupabase(client))) await client.query(await readFile(shimFile, "utf8"));
    const applied = await applyMissing(client);
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
export async function missingMigrations(connection: {
  query: pg.Pool["query"];
}): Promise<string[]> {
  const known = await connection.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations",
  );
  const versions = new Set(known.rows.map((row) => row.version));
  return (await migrationFiles()).filter((file) => !versions.has(versionOf(file)));
}

async function applyMissing(client: pg.Client): Promise<string[]> {
  await client.query("create schema if not exists supabase_migrations");
  await client.query(
    `create table if not exists supabase_migrations.schema_migrations
       (version text primary key, statements text[], name text)`,
  );
  const missing = await missingMigrations(client);
  for (const file of missing) {
    const sql = await readFile(migrationsFolder + file, "utf8");
    await client.query(sql);
    await client.query(
      "insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)",
      [versionOf(file), [sql], file.slice(versionOf(file).length + 1, -".sql".length)],
    );
  }
  return missing;
}

async function isSupabase(client: pg.Client): Promise<boolean> {
  const found = await client.query(
    "select from pg_roles where rolname = 'supabase_auth_admin' and to_regclass('auth.users') is not null",
  );
  return found.rowCount === 1;
}

async function migrationFiles(): Promise<string[]> {
  const names = await readdir(migrationsFolder);
  return names.filter((name) => /^\d{14}_\w+\.sql$/.test(name)).toSorted();
}

function versionOf(file: string): string {
  return file.slice(0, 14);
}
