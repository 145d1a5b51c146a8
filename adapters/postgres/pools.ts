import { Problem } from "@bunch/core/problem";
import pg from "pg";

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

const { INT8, TIMESTAMPTZ } = pg.types.builtins;

/** Counts and micro-dollars stay far below 2^53, so bigint may be a number; times become ISO 8601. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((...[oid, format]: Parameters<typeof pg.types.getTypeParser>) => {
    if (oid === INT8) return Number;
    if (oid === TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
    return pg.types.getTypeParser(oid, format);
  }) as typeof pg.types.getTypeParser,
};

/** A pool whose every connection acts as one of our roles; a query without its claims or role then sees nothing. */
export function createPool(input: {
  connectionString: string;
  role: "app_api" | "app_worker" | "app_rotation" | null;
  most: number;
  onError: (error: Error) => void;
  /** For whoever moves whole tables: a statement then lasts as long as it takes. */
  isUnhurried?: true;
}): Pool {
  const { role } = input;
  const pool = new pg.Pool({
    connectionString: input.connectionString,
    max: input.most,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // The deadline of any one statement: none of ours takes seconds.
    ...(input.isUnhurried ? {} : { query_timeout: 60_000 }),
    types,
    ...(role === null
      ? {}
      : {
          onConnect: async (client: pg.ClientBase) => {
            await client.query(`set role ${role}`);
          },
        }),
  });
  // An idle connection that breaks is replaced at the next query; unheard, the event would end the process.
  pool.on("error", input.onError);
  // One that breaks in use fails its query, which tells it; this only keeps the event from ending the process.
  pool.on("connect", (client) => client.on("error", () => {}));
  return pool;
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<Value>(
  pool: Pool,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  const connection = await pool.connect().catch((error: unknown) => {
    throw asOutage(error);
  });
  let broken: Error | undefined;
  try {
    await connection.query("begin");
    const value = await work(connection);
    await connection.query("commit");
    return value;
  } catch (error) {
    await connection.query("rollback").catch((reason: Error) => {
      broken = reason;
    });
    throw asOutage(error);
  } finally {
    connection.release(broken);
  }
}

/** What a connection tells when the database is away: by the system, or by PostgreSQL as it ends (classes 08 and 57P). */
const outageCodes = /^(?:ECONN|ENOENT|EPIPE|ETIMEDOUT|08|57P)/;
const outageWords =
  /connection terminated|timeout exceeded when trying to connect|query read timeout/i;

/** Turns what a database tells that is away into a Problem; anything else stays what it is. */
export function asOutage(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (!outageCodes.test(code) && !outageWords.test(error.message)) return error;
  const problem = new Problem(
    "not_ready",
    "The database does not answer just now. Nothing is lost; try again in a moment.",
  );
  problem.cause = error;
  return problem;
}
