import { CannotStart } from "@bunch/core/cannot-start";
import { restoredReason } from "@bunch/core/executions/restored-reason";
import type {
  CopiedSequence,
  CopiedTable,
  FilledTables,
  TableFilling,
} from "@bunch/core/ports/table-copy";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom } from "pg-copy-streams";
import { appendEvent } from "./append-event.ts";
import { explainConnection } from "./connect-words.ts";
import { plainForms } from "./copy-tables-out.ts";
import { applyMissing, beginMigrating } from "./migrate.ts";
import { migrationFiles } from "./migration-files.ts";
import { ourTables, quoted } from "./our-tables.ts";
import { type Connection, createPool, inTransaction } from "./pools.ts";

/**
 * Fills an empty database with what a backup holds, in one transaction: the tables as they were made then, their rows,
 * what has changed in the tables since. What was not finished is paused, as some of it may be paid by now; the
 * processes that worked on it are gone. Tokens are revoked unless they are to be kept, as some may have been since.
 */
export async function fillTables(
  connectionString: string,
  filling: TableFilling,
): Promise<FilledTables> {
  await refuseNewerBackup(filling.migrations);
  const pool = createPool({
    connectionString,
    role: null,
    most: 1,
    isUnhurried: true,
    onError: () => {},
  });
  try {
    return await inTransaction(pool, async (connection) => {
      await connection.query(plainForms);
      await refuseFilled(connection);
      await beginMigrating(connection);
      await applyMissing(connection, filling.migrations);
      await refuseOtherTables(connection, filling.tables);
      const lowered = await lowerWalls(connection, filling.tables);
      for (const table of filling.tables) await copyIn(connection, table, filling);
      await setSequences(connection, filling.sequences);
      await applyMissing(connection);
      const paused = await pauseWhatIsOpen(connection, filling.takenAt);
      await giveUpWebhooks(connection);
      const revokedTokens = filling.keepTokens ? 0 : await revokeTokens(connection);
      await connection.query("update public.workers set left_at = now() where left_at is null");
      await raiseWalls(connection, lowered);
      return { paused, revokedTokens };
    });
  } finally {
    await pool.end();
  }
}

/** Says so before anything is begun when the database holds something already. */
export async function refuseFilledDatabase(connectionString: string): Promise<void> {
  const pool = createPool({ connectionString, role: null, most: 1, onError: () => {} });
  try {
    const connection = await pool.connect().catch((error: unknown) => {
      throw explainConnection(error, connectionString);
    });
    await refuseFilled(connection).finally(() => connection.release());
  } finally {
    await pool.end();
  }
}

async function refuseFilled(connection: Connection): Promise<void> {
  const tables = (await ourTables(connection)).filter(({ name }) => name.startsWith("public."));
  if (tables.length === 0) return;
  throw new CannotStart(
    `The database already holds tables of Bunch (${tables[0]?.name} and ${tables.length - 1} more), and a restore never writes over anything. Make an empty database and set DATABASE_URL to it.`,
  );
}

async function refuseNewerBackup(migrations: readonly string[]): Promise<void> {
  const known = (await migrationFiles()).map(({ version }) => version);
  const unknown = migrations.filter((version) => !known.includes(version));
  if (unknown.length > 0)
    throw new CannotStart(
      `This backup was made by a newer Bunch: this one does not know ${unknown.join(", ")}. Update Bunch (git pull, then npm ci), then restore again.`,
    );
}

async function refuseOtherTables(
  connection: Connection,
  tables: readonly CopiedTable[],
): Promise<void> {
  const ours = await ourTables(connection);
  const strange = tables.filter(({ name }) => !ours.some((table) => table.name === name));
  if (strange.length > 0)
    throw new CannotStart(
      `The backup holds tables that are not Bunch's: ${strange.map(({ name }) => name).join(", ")}. It was changed since it was made; take another one.`,
    );
}

/** Forced policies bind the owner too, whom nobody's claims let write here, and what comes back is no news to the audit trail. Told is which have to be raised again. */
export async function lowerWalls(
  connection: Connection,
  tables: readonly CopiedTable[],
): Promise<string[]> {
  const forced = await connection.query<{ name: string }>(
    `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relforcerowsecurity and n.nspname || '.' || c.relname = any ($1)`,
    [tables.map(({ name }) => name)],
  );
  const names = forced.rows.map(({ name }) => name);
  for (const name of names)
    await connection.query(
      `alter table ${quoted(name)} no force row level security, disable trigger user`,
    );
  return names;
}

/** Raises the walls that were lowered. */
export async function raiseWalls(
  connection: Connection,
  lowered: readonly string[],
): Promise<void> {
  for (const name of lowered)
    await connection.query(
      `alter table ${quoted(name)} force row level security, enable trigger user`,
    );
}

/** Lets numbers go on from where they were given away. */
export async function setSequences(
  connection: Connection,
  sequences: readonly CopiedSequence[],
): Promise<void> {
  for (const { name, lastValue, isCalled } of sequences)
    await connection.query("select setval($1::regclass, $2::bigint, $3)", [
      quoted(name),
      lastValue,
      isCalled,
    ]);
}

async function copyIn(
  connection: Connection,
  table: CopiedTable,
  filling: TableFilling,
): Promise<void> {
  const columns = table.columns.map(quoted).join(", ");
  const copy = async (into: string) => {
    const rows = connection.query(copyFrom(`copy ${into} (${columns}) from stdin`));
    await pipeline(Readable.from(filling.rowsOf(table)), rows, { signal: filling.signal });
  };
  if (table.name !== "auth.users") return copy(quoted(table.name));
  // Where Supabase Auth keeps the users some may be there already.
  await connection.query(
    `create temporary table restored_users on commit drop as select ${columns} from auth.users limit 0`,
  );
  await copy("restored_users");
  await connection.query(
    `insert into auth.users (${columns}) select ${columns} from restored_users on conflict do nothing`,
  );
}

/** Whatever paused it before: since the backup it may have gone on, and been paid for. */
async function pauseWhatIsOpen(connection: Connection, takenAt: string): Promise<number> {
  const reason = restoredReason(takenAt);
  const open = await connection.query<{ id: string }>(
    `update public.workflow_executions set paused_reason = $1
     where status in ('pending', 'processing', 'paused') returning id`,
    [JSON.stringify(reason)],
  );
  for (const { id } of open.rows)
    await appendEvent(connection, { executionId: id, type: "execution.paused", reason });
  return open.rows.length;
}

/** A restored server calls nobody by itself, and receivers may have been told since. */
async function giveUpWebhooks(connection: Connection): Promise<void> {
  await connection.query(
    `update public.webhook_deliveries set state = 'failed', ended_at = now(), lent_until = null
     where state = 'pending'`,
  );
}

/** Those that had expired by then need no second end. */
async function revokeTokens(connection: Connection): Promise<number> {
  const revoked = await connection.query(
    `update public.api_tokens set revoked_at = now()
     where revoked_at is null and (expires_at is null or expires_at > now())`,
  );
  return revoked.rowCount ?? 0;
}
