import type { LimitsBook } from "@bunch/core/ports/limits-book";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { asOutage, type Pool } from "./pools.ts";
import { readLimits } from "./read-limits.ts";
import { readLimitUse } from "./read-limit-use.ts";

/** Limits in PostgreSQL, which itself holds their setting to admins. */
export function createLimitsBook(pool: Pool): LimitsBook {
  return {
    of: ({ userId }) =>
      readLimits(pool, userId).catch((error: unknown) => {
        throw asOutage(error);
      }),

    use: ({ askerId, userId }) =>
      readAsPerson(pool, askerId, (connection) =>
        readLimitUse(connection, { userId, besidesId: null }),
      ),

    set: ({ askerId, cameBy, to: { userId, limits } }) =>
      writeForPerson(pool, { userId: askerId, cameBy }, async (connection) => {
        if (limits === null) {
          await connection.query("select private.clear_limits($1)", [userId]);
          return "set" as const;
        }
        const set = await connection.query<{ isThere: boolean }>(
          `select private.set_limits($1, $2, $3, $4, $5) as "isThere"`,
          [
            userId,
            limits.requestsAMinute,
            limits.executionsADay,
            limits.picturesADay,
            limits.moneyAMonthMicros,
          ],
        );
        return set.rows[0]?.isThere ? ("set" as const) : ("no_such_person" as const);
      }).catch((error: unknown) => {
        if (isDenied(error)) return "not_allowed" as const;
        throw error;
      }),
  };
}

function isDenied(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42501";
}
