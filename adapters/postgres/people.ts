import type { People } from "@bunch/core/ports/people";
import { readAsPerson } from "./as-person.ts";
import type { Pool } from "./pools.ts";

/** Roles as the database has them now: one that was taken away is gone with the next question. */
export function createPeople(pool: Pool): People {
  return {
    isAdmin: ({ userId }) =>
      readAsPerson(pool, userId, async (connection) => {
        const found = await connection.query<{ admin: boolean }>(
          "select private.is_admin() as admin",
        );
        return found.rows[0]?.admin === true;
      }),
  };
}
