import type { LimitUse } from "@bunch/core/limits/limit-use";
import type { Connection } from "./pools.ts";

/**
 * Counts what a person uses of their limits, besides one execution where one is named: of that only what is spent counts.
 * An execution's row holds the sum of its attempts, so those are added up singly only where a batch reaches over the
 * month's turn; an attempt belongs to the month in which it was sent.
 */
export async function readLimitUse(
  connection: Connection,
  input: { userId: string; besidesId: string | null },
): Promise<LimitUse> {
  const found = await connection.query<LimitUse>(
    `with moment as materialized (
       select now() as now, date_trunc('day', now(), 'UTC') as day, date_trunc('month', now(), 'UTC') as month
     ), batch as materialized (
       select e.id, e.created_at, false as deleted, e.results_count, e.cost_micros + e.possible_micros as spent_micros,
         case when e.completed_at is not null or e.id = $2 then 0
           else greatest(0, least(
             (e.pending_count + e.processing_count) * round((e.estimate ->> 'costPerImage')::numeric * 1000000),
             e.max_cost_micros - e.cost_micros - e.possible_micros)) end as may_cost_micros
       from moment m, lateral (
         -- Each by an index of its own: one condition with "or" reads everything.
         select * from workflow_executions where user_id = $1 and created_at >= m.month
         union all
         select * from workflow_executions where user_id = $1 and completed_at >= m.month and created_at < m.month
         union all
         select * from workflow_executions where user_id = $1 and completed_at is null and created_at < m.month) e
       union all
       select d.id, d.created_at, true, d.results_count, d.cost_micros + d.possible_micros, 0
       from moment m, lateral (
         select * from deleted_executions where user_id = $1 and created_at >= m.month
         union all
         select * from deleted_executions where user_id = $1 and completed_at >= m.month and created_at < m.month) d
     ), from_before as (
       select coalesce(sum(a.cost_micros + case a.state when 'uncertain' then a.ceiling_micros else 0 end), 0) as spent_micros
       from moment m, batch b join result_attempts a on a.execution_id = b.id
       where not b.deleted and b.created_at < m.month and a.sent_at >= m.month
     ), deleted_from_before as (
       select coalesce(sum(a.cost_micros + a.possible_micros), 0) as spent_micros
       from moment m, batch b join deleted_attempts a on a.execution_id = b.id
       where b.deleted and b.created_at < m.month and a.sent_at >= m.month
     )
     select
       count(*) filter (where b.created_at >= m.day)::int as executions,
       (coalesce(sum(b.results_count) filter (where b.created_at >= m.day), 0)
         + coalesce((select r.pictures from retried_pictures r
             where r.user_id = $1 and r.day = (m.day at time zone 'UTC')::date), 0))::bigint as pictures,
       (coalesce(sum(b.spent_micros) filter (where b.created_at >= m.month), 0)
         + (select spent_micros from from_before)
         + (select spent_micros from deleted_from_before))::bigint as "spentMicros",
       coalesce(sum(b.may_cost_micros), 0)::bigint as "mayCostMicros",
       m.now, m.day + interval '24 hours' as "dayEndsAt",
       ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as "monthEndsAt"
     from moment m left join batch b on true
     group by m.now, m.day, m.month`,
    [input.userId, input.besidesId],
  );
  const use = found.rows[0];
  if (!use) throw new Error("What is used of the limits could not be counted.");
  return use;
}
