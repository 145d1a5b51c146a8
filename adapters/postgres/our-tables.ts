import type { CopiedTable } from "@bunch/core/ports/table-copy";
import { namesInMigrations } from "./migration-files.ts";
import type { Connection } from "./pools.ts";

/** A table with what it takes to read it whole. */
export type OurTable = CopiedTable & { readAs: "self" | "app_worker" | null; bytes: number };

type Row = OurTable & { id: string; dependsOn: string[] };

/** The users are Supabase Auth's there; these columns are all that ours lean on. */
const columnsOfUsers = ["id", "email", "created_at"];

/**
 * Our tables as the catalogue has them, each after those it points to. Ours are those that our migrations make; columns
 * that the database computes are left out. `readAs` says as whom all rows are seen, null if as nobody we may become.
 */
export async function ourTables(connection: Connection): Promise<OurTable[]> {
  const found = await connection.query<Row>(
    `with policy as (
       select polrelid as id, polroles as roles, polpermissive as permits,
         polcmd in ('r', '*') and pg_get_expr(polqual, polrelid) = 'true' as shows_all
       from pg_policy
     )
     select c.oid::text as id, n.nspname || '.' || c.relname as name,
       (select array_agg(a.attname::text order by a.attnum) from pg_attribute a
         where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '') as columns,
       coalesce((select array_agg(distinct f.confrelid::text) from pg_constraint f
         where f.conrelid = c.oid and f.contype = 'f' and f.confrelid <> c.oid), '{}') as "dependsOn",
       pg_total_relation_size(c.oid) as bytes,
       case
         when not c.relrowsecurity or me.rolsuper or me.rolbypassrls
           or not c.relforcerowsecurity and pg_has_role(me.oid, c.relowner, 'usage')
           or (select bool_or(shows_all) and bool_and(permits) from policy p
             where p.id = c.oid and p.roles && array[me.oid, 0::oid])
         then 'self'
         when has_table_privilege(worker.oid, c.oid, 'select')
           and (select bool_or(shows_all) and bool_and(permits) from policy p
             where p.id = c.oid and p.roles && array[worker.oid, 0::oid])
         then 'app_worker'
       end as "readAs"
     from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_roles me on me.rolname = current_user
     left join pg_roles worker on worker.rolname = 'app_worker'
     where c.relkind in ('r', 'p') and n.nspname || '.' || c.relname = any ($1)
     order by name`,
    [[...(await namesInMigrations()), "auth.users"]],
  );
  const tables = found.rows.map((row) =>
    row.name === "auth.users" ? { ...row, columns: columnsOfUsers, bytes: 0 } : row,
  );
  return inOrder(tables).map(({ name, columns, readAs, bytes }) => ({
    name,
    columns,
    readAs,
    bytes,
  }));
}

/** A table's name, quoted as SQL wants it. */
export function quoted(name: string): string {
  return name
    .split(".")
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join(".");
}

/** Each table after those that it points to. */
function inOrder(tables: readonly Row[]): Row[] {
  const placed: Row[] = [];
  let waiting = [...tables];
  while (waiting.length > 0) {
    const isFree = (table: Row) =>
      !waiting.some((other) => other !== table && table.dependsOn.includes(other.id));
    const free = waiting.filter(isFree);
    if (free.length === 0)
      throw new Error(`Tables point to each other: ${waiting.map(({ name }) => name).join(", ")}.`);
    placed.push(...free);
    waiting = waiting.filter((table) => !free.includes(table));
  }
  return placed;
}
