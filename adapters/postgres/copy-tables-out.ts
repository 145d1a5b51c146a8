import { CannotStart } from "@bunch/core/cannot-start";
import type { CopiedSequence, NamedPicture, TableSnapshot } from "@bunch/core/ports/table-copy";
import { to as copyTo } from "pg-copy-streams";
import { explainConnection } from "./connect-words.ts";
import { migrationFiles, namesInMigrations } from "./migration-files.ts";
import { type OurTable, ourTables, quoted } from "./our-tables.ts";
import { type Connection, createPool, inTransaction, type Pool } from "./pools.ts";

const picturesAtOnce = 2000;

/** The same text wherever it is written or read. */
export const plainForms =
  "set local timezone = 'UTC'; set local datestyle = 'ISO, YMD'; set local intervalstyle = 'postgres'";

/** What rows name, whatever table they stand in; an extra picture's hash is in its name alone. */
const namedPictures = `
  select object_path as path, object_sha256 as sha256, execution_id as "ownerId"
    from public.workflow_batch_results where object_path is not null
  union all
  select unnest(extra_paths), null, execution_id from public.workflow_batch_results
  union all
  select one ->> 'path', one ->> 'sha256', id
    from public.workflow_executions, jsonb_array_elements(reference_images) one
  union all
  select one ->> 'path', one ->> 'sha256', id
    from public.workflows, jsonb_array_elements(coalesce(config -> 'reference_images', '[]')) one`;

/**
 * Opens a view of all our tables as they are at this moment, for as long as it takes to read them. It holds up nobody:
 * others go on writing, and what they write is not seen.
 */
export async function openTableSnapshot(input: {
  connectionString: string;
  signal: AbortSignal;
}): Promise<TableSnapshot> {
  const pool = createPool({
    connectionString: input.connectionString,
    role: null,
    most: 2,
    isUnhurried: true,
    onError: () => {},
  });
  let connection: Connection | undefined;
  let closed: Promise<void> | undefined;
  const close = () => {
    input.signal.removeEventListener("abort", close);
    // Its socket is closed with it: whatever it was in the middle of ends.
    if (closed === undefined) connection?.release(new Error("The snapshot is closed."));
    return (closed ??= pool.end());
  };
  input.signal.addEventListener("abort", close, { once: true });
  try {
    connection = await pool.connect().catch((error: unknown) => {
      throw explainConnection(error, input.connectionString);
    });
    await connection.query(`begin isolation level repeatable read read only; ${plainForms}`);
    const tables = await ourTables(connection);
    refuseUnreadable(tables);
    return { ...(await readable(connection, pool, tables)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function readable(
  connection: Connection,
  pool: Pool,
  tables: readonly OurTable[],
): Promise<Omit<TableSnapshot, "close">> {
  const reader = tables.some(({ readAs }) => readAs === "app_worker") ? "app_worker" : "self";
  return {
    ...(await factsOf(connection, reader)),
    tables: tables.map(({ name, columns }) => ({ name, columns })),
    rowBytes: tables.reduce((sum, { bytes }) => sum + bytes, 0),
    async *rowsOf({ name, columns }) {
      await become(connection, tables.find((table) => table.name === name)?.readAs ?? "self");
      const list = columns.map(quoted).join(", ");
      yield* connection.query(copyTo(`copy ${quoted(name)} (${list}) to stdout`));
    },
    async *pictures() {
      await become(connection, reader);
      await connection.query(`declare named no scroll cursor for ${namedPictures}`);
      for (;;) {
        const { rows } = await connection.query<NamedPicture>(`fetch ${picturesAtOnce} from named`);
        if (rows.length === 0) break;
        yield rows;
      }
      await connection.query("close named");
    },
    // On another connection, which sees what was committed meanwhile.
    deletedSince: (ownerIds) =>
      inTransaction(pool, async (other) => {
        await become(other, reader);
        const { rows } = await other.query<{ id: string }>(
          `select id from public.workflow_executions where id = any ($1)
           union all select id from public.workflows where id = any ($1)`,
          [ownerIds],
        );
        return ownerIds.filter((id) => !rows.some((row) => row.id === id));
      }),
  };
}

async function factsOf(connection: Connection, reader: "self" | "app_worker") {
  const { rows } = await connection.query<{ now: string }>("select now()");
  const known = (await migrationFiles()).map(({ version }) => version);
  const applied = await connection.query<{ version: string }>(
    "select version from supabase_migrations.schema_migrations where version = any ($1) order by version",
    [known],
  );
  const sequences = await sequencesOf(connection);
  await become(connection, reader);
  const open = await connection.query<{ id: string }>(
    "select id from public.result_attempts where state in ('sent', 'received')",
  );
  const size = await connection.query<{ bytes: number }>(
    "select coalesce(sum(bytes), 0)::bigint as bytes from public.workflow_batch_results",
  );
  return {
    takenAt: rows[0]?.now ?? "",
    pictureBytes: size.rows[0]?.bytes ?? 0,
    migrations: applied.rows.map(({ version }) => version),
    sequences,
    openAttemptIds: open.rows.map(({ id }) => id),
  };
}

/** Numbers are given away outside of any transaction: what is read is never too low for the rows of the snapshot. */
async function sequencesOf(connection: Connection): Promise<CopiedSequence[]> {
  const found = await connection.query<{ name: string }>(
    `select sn.nspname || '.' || s.relname as name
     from pg_class s
     join pg_namespace sn on sn.oid = s.relnamespace
     join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.oid and d.deptype in ('a', 'i')
     join pg_class t on t.oid = d.refobjid
     join pg_namespace tn on tn.oid = t.relnamespace
     where s.relkind = 'S' and d.refclassid = 'pg_class'::regclass and tn.nspname || '.' || t.relname = any ($1)
     order by name`,
    [await namesInMigrations()],
  );
  const sequences: CopiedSequence[] = [];
  for (const { name } of found.rows) {
    const { rows } = await connection.query<Omit<CopiedSequence, "name">>(
      `select last_value::text as "lastValue", is_called as "isCalled" from ${quoted(name)}`,
    );
    sequences.push(...rows.map((row) => ({ name, ...row })));
  }
  return sequences;
}

async function become(connection: Connection, as: "self" | "app_worker"): Promise<void> {
  await connection.query(as === "self" ? "reset role" : "set local role app_worker");
}

function refuseUnreadable(tables: readonly OurTable[]): void {
  if (!tables.some(({ name }) => name === "public.workflows"))
    throw new CannotStart("There is nothing to back up: the database holds no tables of Bunch.");
  const hidden = tables.flatMap(({ name, readAs }) => (readAs === null ? [name] : []));
  if (hidden.length > 0)
    throw new CannotStart(
      `The login of DATABASE_URL may not see every row of ${hidden.join(", ")}, so a backup would lack some. Let a superuser run: alter role <that login> bypassrls; then try again.`,
    );
}
