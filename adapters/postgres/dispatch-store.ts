import type { DispatchStore } from "@bunch/core/ports/dispatch-store";
import { chooseNext } from "./choose-next.ts";
import { isOver } from "./is-over.ts";
import { keepPaces, loadPaces } from "./pace-rows.ts";
import type { Pool } from "./pools.ts";

/** What the one dispatcher reads and writes in PostgreSQL. */
export function createDispatchStore(pool: Pool): DispatchStore {
  return {
    holdLease: async ({ holder, forMs }) => {
      const held = await pool.query(
        `insert into dispatcher_lease (holder, until) values ($1, now() + $2 * interval '1 millisecond')
         on conflict (only_one) do update set holder = excluded.holder, until = excluded.until
         where dispatcher_lease.holder = $1 or ${isOver("dispatcher_lease.until")}`,
        [holder, forMs],
      );
      return held.rowCount === 1;
    },

    dropLease: async ({ holder }) => {
      await pool.query("delete from dispatcher_lease where holder = $1", [holder]);
    },

    chooseNext: (input) => chooseNext(pool, input),

    hasNews: async () => {
      const found = await pool.query<{ told: boolean }>(
        "select exists (select from pace_news) as told",
      );
      return found.rows[0]?.told === true;
    },

    loadPaces: () => loadPaces(pool),
    keepPaces: (paces) => keepPaces(pool, paces),
  };
}
