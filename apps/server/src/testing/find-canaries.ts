import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import pg from "pg";

/** Looks for words in a text or in bytes, as they are and in the spellings that no human reads: base64, hexadecimal, JSON escapes. */
export function canaryFinder(words: readonly string[]): (where: string | Buffer) => string[] {
  const spellings = words.flatMap((word) =>
    [word, Buffer.from(word).toString("hex"), ...inBase64(word)].map((spelling) => ({
      word,
      spelling,
    })),
  );
  return (where) => [
    ...new Set(
      spellings.filter(({ spelling }) => where.includes(spelling)).map(({ word }) => word),
    ),
  ];
}

/** The part of a word's base64 that stays the same wherever the word begins: one for each of the three places. */
function inBase64(word: string): string[] {
  return [0, 1, 2].map((before) => {
    const text = Buffer.from(`${"x".repeat(before)}${word}`).toString("base64");
    return text.slice(Math.ceil((before * 8) / 6), Math.floor(((before + word.length) * 8) / 6));
  });
}

/** Every row of every table of a database, of the queue and the system's own settings too, as text by table. */
export async function everyRow(connectionString: string): Promise<Map<string, string>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'm') and n.nspname not in ('information_schema', 'pg_toast')
         and (n.nspname <> 'pg_catalog' or c.relname in ('pg_statistic', 'pg_proc', 'pg_db_role_setting', 'pg_description'))`,
    );
    const rows = new Map<string, string>();
    for (const { name } of tables.rows) {
      const found = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      rows.set(name, found.rows.map(({ row }) => row).join("\n"));
    }
    return rows;
  } finally {
    await client.end();
  }
}

/** Every file below a folder, the database's own files included, by its path. */
export async function everyFile(folder: string): Promise<Map<string, Buffer>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = new Map<string, Buffer>();
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files.set(path.slice(folder.length + 1), await readFile(path));
  }
  return files;
}
