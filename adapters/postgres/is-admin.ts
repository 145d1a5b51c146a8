import type { Connection } from "./pools.ts";

/** Whether whoever this transaction reads as is an admin at this moment. */
export async function isAdmin(connection: Connection): Promise<boolean> {
  const found = await connection.query<{ admin: boolean }>("select private.is_admin() as admin");
  return found.rows[0]?.admin === true;
}
