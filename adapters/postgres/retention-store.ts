import type { RetentionStore } from "@bunch/core/ports/retention-store";
import type { Pool } from "./pools.ts";

/** Forgets in PostgreSQL, by the database's own functions: a worker may delete nothing by itself. */
export function createRetentionStore(pool: Pool): RetentionStore {
  return {
    expireExecution: async ({ days }) => {
      const { rows } = await pool.query<{ id: string | null }>(
        "select private.expire_execution($1) as id",
        [days],
      );
      return (rows[0]?.id ?? null) !== null;
    },

    trim: async ({ what, days, limit }) => {
      const { rows } = await pool.query<{ trimmed: number }>(
        `select private.${what === "events" ? "trim_events" : "trim_audit"}($1, $2) as trimmed`,
        [days, limit],
      );
      return rows[0]?.trimmed ?? 0;
    },

    forgetPaces: async () => {
      await pool.query(
        `delete from paces where updated_at < now() - interval '30 days'
           and coalesce(gate_until, '-infinity') < now()`,
      );
      // Each is read once, within a second; what is left was told when nobody dispatched any more.
      await pool.query("delete from pace_news where told_at < now() - interval '1 day'");
    },

    settledLongAgo: async ({ attemptIds, days }) => {
      const { rows } = await pool.query<{ id: string }>(
        `select id from result_attempts
         where id = any ($1) and state in ('settled', 'refused') and ended_at < now() - make_interval(days => $2)
         union all
         select id from deleted_attempts
         where id = any ($1) and state in ('settled', 'refused') and ended_at < now() - make_interval(days => $2)`,
        [attemptIds, days],
      );
      return rows.map(({ id }) => id);
    },
  };
}
