import pg from "pg";

export type Pool = pg.Pool;
export type Connection = pg.PoolClient;

const int8 = 20;
const timestamptz = 1184;

/** Counts and micro-dollars stay far below 2^53, so bigint may be a number; times become ISO 8601. */
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format?: "text" | "binary") => {
    if (oid === int8) return Number;
    if (oid === timestamptz) return (text: string) => new Date(text).toISOString();
    return pg.types.getTypeParser(oid, format as "text");
  }) as typeof pg.types.getTypeParser,
};

/** A pool whose every connection acts as one of our roles; a query without its claims or role then sees nothing. */
export function createPool(input: {
  connectionString: string;
  role: "app_api" | "app_worker" | null;
  most: number;
  onError: (error: Error) => void;
}): Pool {
  const { role } = input;
  const pool = new pg.Pool({
    connectionString: input.connectionString,
    max: input.most,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis: 30_000,
    // The deadline of any one statement: none of ours takes seconds.
    query_timeout: 60_000,
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
  return pool;
}

/** Runs `work` in one transaction: all of it or nothing. */
export async function inTransaction<Value>(
  pool: Pool,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  const connection = await pool.connect();
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
    throw error;
  } finally {
    connection.release(broken);
  }
}
