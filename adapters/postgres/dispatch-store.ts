import type { DispatchStore } from "@bunch/core/ports/dispatch-store";
import type { Pool } from "./pools.ts";

/** What the one dispatcher reads and writes in PostgreSQL. */
export function createDispatchStore(pool: Pool): DispatchStore {
  return {
    holdLease: async ({ holder, forMs }) => {
      const held = await pool.query(
        `insert into dispatcher_lease (holder, until) values ($1, now() + $2 * interval '1 millisecond')
         on conflict (only_one) do update set holder = excluded.holder, until = excluded.until
         where dispatcher_lease.holder = $1 or dispatcher_lease.until < now()`,
        [holder, forMs],
      );
      return held.rowCount === 1;
    },

    dropLease: async ({ holder }) => {
      await pool.query("delete from dispatcher_lease where holder = $1", [holder]);
    },

    chooseNext: async ({ workerIds }) => {
      const chosen = await pool.query<{ id: string }>(chooseNextStatement, [workerIds]);
      return chosen.rows.map((row) => row.id);
    },
  };
}

/**
 * Free slots are those of each living worker, less what it holds, and less what was handed out: one that drains holds
 * more than its slots, and takes none of the others'. Turns go round: each user's next result ranks behind what that
 * user has under way, and within a user the executions take turns the same way. It waits for no row that another holds:
 * without the lock of the execution, which all others take first, that could end in a deadlock.
 */
const chooseNextStatement = `
  with slots as (
    select greatest(0, coalesce((
        select sum(greatest(0, w.slots - (
          select count(*) from workflow_batch_results r where r.status = 'processing' and r.worker_id = w.id)))
        from workers w where w.id = any ($1) and w.left_at is null), 0)
      - (select count(*) from workflow_batch_results where status = 'pending' and handed_out_at is not null))::int as free
  ), runnable as (
    select e.id, e.user_id, e.created_at, e.processing_count + (
      select count(*) from workflow_batch_results r
      where r.execution_id = e.id and r.status = 'pending' and r.handed_out_at is not null) as under_way
    from workflow_executions e, slots s
    where s.free > 0 and e.pending_count > 0 and e.cancelled_at is null and e.paused_reason is null
      and (e.hold_until is null or e.hold_until <= now())
  ), ranked as (
    select n.id, e.user_id, e.created_at, e.id as execution_id,
      e.under_way + row_number() over (partition by e.id order by n.batch_index, n.variation) as turn
    from runnable e, slots s, lateral (
      select r.id, r.batch_index, r.variation from workflow_batch_results r
      where r.execution_id = e.id and r.status = 'pending' and r.handed_out_at is null and not r.undecided
        and r.not_before <= now()
      order by r.batch_index, r.variation limit s.free
    ) n
  ), busy as (
    select user_id, sum(under_way) as under_way from runnable group by user_id
  ), fair as (
    select k.id, k.created_at, k.turn,
      b.under_way + row_number() over (
        partition by k.user_id order by k.turn, k.created_at, k.execution_id) as user_turn
    from ranked k join busy b on b.user_id = k.user_id
  ), taken as (
    select r.id from workflow_batch_results r
    where r.status = 'pending' and r.handed_out_at is null and r.id in (
      select f.id from fair f order by f.user_turn, f.turn, f.created_at, f.id limit (select free from slots))
    for update skip locked
  )
  update workflow_batch_results set handed_out_at = now() where id in (select id from taken)
  returning id`;
