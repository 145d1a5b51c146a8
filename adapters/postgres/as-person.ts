import { type Connection, inTransaction, type Pool } from "./pools.ts";

/** Reads as the person who asks: row level security shows only what is theirs. */
export function readAsPerson<Value>(
  pool: Pool,
  userId: string,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  return inTransaction(pool, async (connection) => {
    await connection.query(
      "select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
      [claimsOf(userId)],
    );
    return work(connection);
  });
}

/** Writes for the person who asks: as app_api, whose policies let only that person's rows through. */
export function writeForPerson<Value>(
  pool: Pool,
  userId: string,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  return inTransaction(pool, async (connection) => {
    await connection.query("select set_config('request.jwt.claims', $1, true)", [claimsOf(userId)]);
    return work(connection);
  });
}

/** Who asks, as Supabase tells the database. */
export function claimsOf(userId: string): string {
  return JSON.stringify({ sub: userId, role: "authenticated" });
}
