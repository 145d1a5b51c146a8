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
     ), this_month as (
       -- The only one with many rows: added up as they are read.
       select count(*) filter (where e.created_at >= m.day) as executions,
         coalesce(sum(e.results_count) filter (where e.created_at >= m.day), 0) as pictures,
         coalesce(sum(e.cost_micros + e.possible_micros), 0) as spent_micros
       from moment m, (
         select created_at, results_count, cost_micros, possible_micros from workflow_executions
         where user_id = $1 and created_at >= (select month from moment)
         union all
         select created_at, results_count, cost_micros, possible_micros from deleted_executions
         where user_id = $1 and created_at >= (select month from moment)) e
     ), from_before as (
       select coalesce(sum(a.cost_micros + case a.state when 'uncertain' then a.ceiling_micros else 0 end), 0) as spent_micros
       from moment m, lateral (
         -- Each by an index of its own: one condition with "or" reads everything.
         select id from workflow_executions where user_id = $1 and completed_at >= m.month and created_at < m.month
         union all
         select id from workflow_executions where user_id = $1 and completed_at is null and created_at < m.month) e
         join result_attempts a on a.execution_id = e.id
       where a.sent_at >= m.month
     ), deleted_from_before as (
       select coalesce(sum(a.cost_micros + a.possible_micros), 0) as spent_micros
       from moment m, deleted_executions d join deleted_attempts a on a.execution_id = d.id
       where d.user_id = $1 and d.completed_at >= m.month and d.created_at < m.month and a.sent_at >= m.month
     ), under_way as (
       select coalesce(sum(greatest(0, least(
           (e.pending_count + e.processing_count) * round((e.estimate ->> 'costPerImage')::numeric * 1000000),
           e.max_cost_micros - e.cost_micros - e.possible_micros))), 0) as may_cost_micros
       from workflow_executions e where e.user_id = $1 and e.completed_at is null and e.id is distinct from $2
     )
     select
       t.executions::int as executions,
       (t.pictures + coalesce((select r.pictures from retried_pictures r
         where r.user_id = $1 and r.day = (m.day at time zone 'UTC')::date), 0))::bigint as pictures,
       (t.spent_micros + f.spent_micros + d.spent_micros)::bigint as "spentMicros",
       u.may_cost_micros::bigint as "mayCostMicros",
       m.now, m.day + interval '24 hours' as "dayEndsAt",
       ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as "monthEndsAt"
     from moment m, this_month t, from_before f, deleted_from_before d, under_way u`,
    [input.userId, input.besidesId],
  );
  const use = found.rows[0];
  if (!use) throw new Error("What is used of the limits could not be counted.");
  return use;
}
