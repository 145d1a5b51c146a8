import type { OpenCount, OpenWork } from "@bunch/core/ports/open-work";
import type { Pool } from "./pools.ts";

/** Counts open executions and their results through a function that needs no person and tells no content. */
export function createOpenWork(pool: Pool): OpenWork {
  return {
    count: async () => {
      const found = await pool.query<OpenCount>(
        "select status, executions, pending, processing from private.open_work()",
      );
      return found.rows;
    },
  };
}
