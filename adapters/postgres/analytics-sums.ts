import type { AnalyticsSums } from "@bunch/core/ports/analytics";
import type { Pool } from "./pools.ts";

/** Adds up in PostgreSQL, by the database's own function: a worker may not write the sums by itself. */
export function createAnalyticsSums(pool: Pool): AnalyticsSums {
  return {
    addUp: async ({ most }) => {
      const { rows } = await pool.query<{ taken: number }>(
        "select private.add_up_analytics($1) as taken",
        [most],
      );
      return rows[0]?.taken ?? 0;
    },
  };
}
