import type { WorkerRegistry, WorkerRow } from "@bunch/core/ports/worker-registry";
import type { Pool } from "./pools.ts";

/** The heartbeat rows in PostgreSQL. */
export function createWorkerRegistry(pool: Pool): WorkerRegistry {
  return {
    join: async ({ workerId, spoolId, slots }) => {
      await pool.query(
        `insert into workers (id, spool_id, slots) values ($1, $2, $3)
         on conflict (id) do update set slots = excluded.slots, left_at = null`,
        [workerId, spoolId, slots],
      );
    },

    beat: async ({ workerId }) => {
      await pool.query("update workers set beat = beat + 1 where id = $1", [workerId]);
    },

    list: async () => {
      // Whoever left and owes nothing is forgotten, or the table would grow with every restart.
      await pool.query(
        `delete from workers w where w.left_at < now() - interval '1 minute' and not exists (
           select from result_attempts a where a.worker_id = w.id and a.state in ('sent', 'received'))`,
      );
      const found = await pool.query<WorkerRow>(
        `select id as "workerId", spool_id as "spoolId", slots, beat, left_at is not null as left from workers`,
      );
      return found.rows;
    },

    leave: async ({ workerId }) => {
      await pool.query("update workers set left_at = now() where id = $1", [workerId]);
    },
  };
}
