import type { CameBy } from "@bunch/core/ports/came-by";
import { Problem } from "@bunch/core/problem";
import { type Connection, inTransaction, type Pool } from "./pools.ts";

/** Whoever writes; the way they came stands in the audit trail. */
type Writer = { userId: string; cameBy: CameBy };

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

/**
 * Writes for the person who asks: as app_api, whose policies let only that person's rows through. What the audit trail
 * tells of needs the whole writer; by an id alone it would count as the system's.
 */
export function writeForPerson<Value>(
  pool: Pool,
  writer: string | Writer,
  work: (connection: Connection) => Promise<Value>,
): Promise<Value> {
  const claims =
    typeof writer === "string" ? claimsOf(writer) : claimsOf(writer.userId, writer.cameBy);
  return inTransaction(pool, async (connection) => {
    await connection.query("select set_config('request.jwt.claims', $1, true)", [claims]);
    return work(connection);
  }).catch((error: unknown) => {
    throw isNobody(error)
      ? new Problem("sign_in_needed", "This account is not there any more. Sign in again.")
      : error;
  });
}

/** Who was deleted at Supabase goes on with a token until that is over. */
function isNobody(error: unknown): boolean {
  const { code, constraint } = (error ?? {}) as { code?: string; constraint?: string };
  return code === "23503" && constraint?.endsWith("_user_id_fkey") === true;
}

/** Who asks, as Supabase tells the database, and beside it by which door. */
export function claimsOf(userId: string, cameBy?: CameBy): string {
  const way = cameBy ? { came_by: cameBy.by, came_from: cameBy.ip } : {};
  return JSON.stringify({ sub: userId, role: "authenticated", ...way });
}
