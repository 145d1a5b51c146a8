import { CannotStart } from "@bunch/core/cannot-start";
import { MayBeMoved } from "@bunch/core/may-be-moved";
import type { KeyVault } from "@bunch/core/ports/key-vault";
import type { CopiedTable, TableSnapshot } from "@bunch/core/ports/table-copy";
import pg from "pg";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { from as copyFrom, to as copyTo } from "pg-copy-streams";
import { lowerWalls, raiseWalls, setSequences } from "./copy-tables-in.ts";
import { plainForms } from "./copy-tables-out.ts";
import { applyMissing, beginMigrating } from "./migrate.ts";
import { ourTables, quoted } from "./our-tables.ts";
import { type Connection, createPool, inTransaction } from "./pools.ts";
import { refuseNewerSchema } from "./refuse-newer-schema.ts";
import { resealForOwner } from "./reseal-for-owner.ts";
import { isSameRows, minusRows, noRows, plusRows, rowsIn, type RowsSum } from "./rows-sum.ts";

/** Whose rows those of the local user become where people sign in. */
export type NewOwner = { from: string; to: string };

/** What processes leave behind in a database without anybody's work in it; it is written anew by whoever runs. */
const ofProcesses = ["workers", "dispatcher_lease", "paces", "pace_news"].map(
  (name) => `public.${name}`,
);
/** What a database may hold in which nobody has drawn yet. */
const ofPeople = ["auth.users", "public.user_roles", "public.audit_events"];

/**
 * Copies all rows of a snapshot into a database in which nobody has drawn yet, in one transaction, reads them back and
 * compares each before it commits. Nothing is paused: whoever moves has stopped what worked on it.
 */
export async function moveTables(
  connectionString: string,
  input: {
    snapshot: TableSnapshot;
    owner: NewOwner | null;
    vault: KeyVault;
    /** Throws when somebody has begun to work on what is being copied. */
    refuseCompany: () => Promise<void>;
    say: (sentence: string) => void;
    signal: AbortSignal;
  },
): Promise<{ rows: number; tables: number; shut: number }> {
  const { snapshot, owner, signal } = input;
  const pool = createPool({
    connectionString,
    role: null,
    most: 1,
    isUnhurried: true,
    onError: () => {},
  });
  let isCommitting = false;
  try {
    return await inTransaction(pool, async (connection) => {
      await connection.query(plainForms);
      await beginMigrating(connection);
      await refuseNewerSchema(connection, { inDeploy: false });
      await applyMissing(connection);
      const lowered = await lowerWalls(connection, snapshot.tables);
      await refuseUsed(connection);
      if (owner) await refuseUnknownOwner(connection, owner);
      for (const name of ofProcesses) await connection.query(`delete from ${quoted(name)}`);
      const moved = snapshot.tables.filter(({ name }) => isMoved(name, owner));
      let rows = 0;
      for (const table of moved) {
        signal.throwIfAborted();
        rows += await moveOne(connection, table, input);
      }
      await setSequences(connection, snapshot.sequences);
      const shut = owner ? await resealForOwner(connection, { owner, vault: input.vault }) : 0;
      await raiseWalls(connection, lowered);
      await input.refuseCompany();
      isCommitting = true;
      return { rows, tables: moved.length, shut };
    });
  } catch (error) {
    // What PostgreSQL itself refuses was not committed; of a connection that broke nobody knows.
    if (!isCommitting || error instanceof pg.DatabaseError) throw error;
    throw new MayBeMoved(
      "The connection to the new database broke while all rows were being committed there, so they may be there or not.",
      { cause: error },
    );
  } finally {
    await pool.end();
  }
}

/** With another owner people and their roles are the target's own. */
function isMoved(name: string, owner: NewOwner | null): boolean {
  return owner === null || (name !== "auth.users" && name !== "public.user_roles");
}

async function moveOne(
  connection: Connection,
  table: CopiedTable,
  {
    snapshot,
    owner,
    signal,
  }: { snapshot: TableSnapshot; owner: NewOwner | null; signal: AbortSignal },
): Promise<number> {
  const columns = table.columns.map(quoted).join(", ");
  // The trail tells who did it then; that nobody's line changes is its promise.
  const given = table.name === "public.audit_events" ? null : owner;
  const ownerAt = given === null ? -1 : table.columns.indexOf("user_id");
  const before = await sumOf(connection, table);
  let sent = noRows;
  async function* rows() {
    for await (const read of rowsIn(snapshot.rowsOf(table))) {
      const written =
        given && ownerAt >= 0 ? read.map((row) => handedOver(row, ownerAt, given)) : read;
      sent = plusRows(sent, written);
      yield Buffer.concat(written.flatMap((row) => [row, lineBreak]));
    }
  }
  const isUsers = table.name === "auth.users";
  if (isUsers)
    await connection.query(
      `create temporary table moved_users on commit drop as select ${columns} from auth.users limit 0`,
    );
  const into = isUsers ? "moved_users" : quoted(table.name);
  const copy = connection.query(copyFrom(`copy ${into} (${columns}) from stdin`));
  await pipeline(Readable.from(rows()), copy, { signal });
  if (isUsers) {
    // Somebody may have started Bunch there once, which makes the local user.
    await connection.query(
      `insert into auth.users (${columns}) select ${columns} from moved_users on conflict do nothing`,
    );
    return sent.rows;
  }
  const arrived = minusRows(await sumOf(connection, table), before);
  if (!isSameRows(arrived, sent))
    throw new CannotStart(
      `The rows of ${table.name} did not arrive as they were sent (${arrived.rows} of ${sent.rows}). Does a trigger or another program change them there? Nothing was moved.`,
    );
  return sent.rows;
}

const lineBreak = Buffer.from("\n");

/** COPY separates columns by tabs, and writes a tab within one as `\t`. */
function handedOver(row: Buffer, at: number, owner: NewOwner): Buffer {
  const cells = row.toString("latin1").split("\t");
  if (cells[at] !== owner.from) return row;
  cells[at] = owner.to;
  return Buffer.from(cells.join("\t"), "latin1");
}

async function sumOf(connection: Connection, table: CopiedTable): Promise<RowsSum> {
  const columns = table.columns.map(quoted).join(", ");
  let sum = noRows;
  const text = connection.query(copyTo(`copy ${quoted(table.name)} (${columns}) to stdout`));
  for await (const rows of rowsIn(text)) sum = plusRows(sum, rows);
  return sum;
}

/** Says so when somebody has drawn there, or works there now. */
async function refuseUsed(connection: Connection): Promise<void> {
  const used: string[] = [];
  for (const { name } of await ourTables(connection)) {
    if (ofProcesses.includes(name) || ofPeople.includes(name)) continue;
    const found = await connection.query(`select from ${quoted(name)} limit 1`);
    if (found.rowCount === 1) used.push(name);
  }
  if (used.length > 0)
    throw new CannotStart(
      `That database is in use: there are rows in ${used.slice(0, 3).join(", ")}${used.length > 3 ? ", ..." : ""}, and a move never writes over anything or mixes two. Make an empty database, and name it with --to.`,
    );
  const alive = await connection.query("select from public.workers where left_at is null");
  if ((alive.rowCount ?? 0) > 0)
    throw new CannotStart(
      "A worker runs on that database, or was killed there. Stop it; if none runs, make an empty database, and name it with --to.",
    );
}

async function refuseUnknownOwner(connection: Connection, { to }: NewOwner): Promise<void> {
  const found = await connection.query("select from auth.users where id = $1", [to]);
  if (found.rowCount !== 1)
    throw new CannotStart(
      `Nobody there has the id ${to}. Sign up once in that project, or add the person in its dashboard (Authentication, Users), where the id stands too; then name it with --owner.`,
    );
}
