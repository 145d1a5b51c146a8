import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

const migrationsFolder = fileURLToPath(new URL("../../supabase/migrations/", import.meta.url));

/** One migration as its file has it. */
export type Migration = { file: string; version: string; name: string };

/** The migrations that this program knows, in their order. */
export async function migrationFiles(): Promise<Migration[]> {
  const names = await readdir(migrationsFolder);
  return names
    .filter((file) => /^\d{14}_\w+\.sql$/.test(file))
    .toSorted()
    .map((file) => ({ file, version: file.slice(0, 14), name: file.slice(15, -".sql".length) }));
}

/** The SQL of one migration. */
export function sqlOf(migration: Migration): Promise<string> {
  return readFile(migrationsFolder + migration.file, "utf8");
}

/** The tables that our migrations make, with their schemas: what is ours in a database that we may share with others. Unlogged ones, which a crash empties, are left out. */
export async function namesInMigrations(): Promise<string[]> {
  const texts = await Promise.all((await migrationFiles()).map(sqlOf));
  const made = texts.flatMap((sql) => [
    ...sql.matchAll(/^\s*create table (?:if not exists )?((?:public|private)\.\w+)/gim),
  ]);
  return made.flatMap(([, name]) => name ?? []);
}
