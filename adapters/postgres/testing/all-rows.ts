import pg from "pg";

/** Every row of every table of ours, whatever tables there are, by the table's name; not of those that a crash empties. */
export async function allRows(
  connectionString: string,
): Promise<Record<string, Record<string, unknown>[]>> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', nspname, relname) as name from pg_class c join pg_namespace n on n.oid = relnamespace
       where relkind in ('r', 'p') and relpersistence = 'p' and (nspname in ('public', 'private') or nspname = 'auth' and relname = 'users')
       order by 1`,
    );
    const rows: Record<string, Record<string, unknown>[]> = {};
    for (const { name } of tables.rows) {
      const found = await client.query<{ row: Record<string, unknown> }>(
        `select to_jsonb(t) as row from ${name} t order by to_jsonb(t)::text`,
      );
      rows[name] = found.rows.map(({ row }) => row);
    }
    return rows;
  } finally {
    await client.end();
  }
}
