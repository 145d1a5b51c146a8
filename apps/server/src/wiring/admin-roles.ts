import { createAdminRoles } from "@bunch/adapters/postgres/admin-roles";
import { createPool } from "@bunch/adapters/postgres/pools";
import type { Log } from "@bunch/core/ports/log";

/** Who is an admin, on a connection of the tables' owner. */
export function openAdminRoles(input: { connectionString: string; log: Log }) {
  const { connectionString, log } = input;
  const pool = createPool({
    connectionString,
    role: null,
    most: 1,
    onError: (err) => log.warn({ err }, "A connection to the database broke."),
  });
  return { ...createAdminRoles(pool), close: () => pool.end() };
}
