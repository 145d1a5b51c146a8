import type { LimitUse } from "@bunch/core/limits/limit-use";
import type { Connection } from "./pools.ts";

/** Begun in one month and over in a later one; written as the indexes of those have it. */
const overTheMonth = `date_trunc('month', completed_at at time zone 'UTC') > date_trunc('month', created_at at time zone 'UTC')`;

/**
 * Counts what a person uses of their limits, besides one execution where one is named: of that only what is spent counts.
 * The database keeps sums of what was over within its month; added up here is what is open, or reaches over the month's
 * turn: an attempt belongs to the month in which it was sent.
 */
export async function readLimitUse(
  connection: Connection,
  input: { userId: string; besidesId: string | null },
): Promise<LimitUse> {
  const found = await connection.query<LimitUse>(
    `with moment as materialized (
       select now() as now, date_trunc('day', now(), 'UTC') as day, date_trunc('month', now(), 'UTC') as month,
         (now() at time zone 'UTC')::date as today, date_trunc('month', now() at time zone 'UTC')::date as first_day
     ), summed as (
       select coalesce(sum(u.executions) filter (where u.day = m.today), 0) as executions,
         coalesce(sum(u.pictures) filter (where u.day = m.today), 0) as pictures,
         coalesce(sum(u.spent_micros), 0) as spent_micros
       from moment m, used_by_day u where u.user_id = $1 and u.day >= m.first_day
     ), open as (
       select
         coalesce(sum(e.cost_micros + e.possible_micros) filter (where e.created_at >= m.month), 0) as spent_micros,
         coalesce(sum(greatest(0, least(
           (e.pending_count + e.processing_count) * round((e.estimate ->> 'costPerImage')::numeric * 1000000),
           e.max_cost_micros - e.cost_micros - e.possible_micros))) filter (where e.id is distinct from $2), 0)
           as may_cost_micros
       from moment m, workflow_executions e where e.user_id = $1 and e.completed_at is null
     ), from_before as (
       select coalesce(sum(a.cost_micros + case a.state when 'uncertain' then a.ceiling_micros else 0 end), 0) as spent_micros
       from moment m, lateral (
         -- Each by an index of its own: one condition with "or" reads everything.
         select id from workflow_executions where user_id = $1 and completed_at >= m.month and ${overTheMonth}
         union all
         select id from workflow_executions where user_id = $1 and completed_at is null and created_at < m.month) e
         join result_attempts a on a.execution_id = e.id
       where a.sent_at >= m.month
     ), deleted_from_before as (
       select coalesce(sum(a.cost_micros + a.possible_micros), 0) as spent_micros
       from moment m, lateral (
         select id from deleted_executions where user_id = $1 and completed_at >= m.month and ${overTheMonth}) d
         join deleted_attempts a on a.execution_id = d.id
       where a.sent_at >= m.month
     )
     select
       s.executions::int as executions,
       (s.pictures + coalesce((select r.pictures from retried_pictures r
         where r.user_id = $1 and r.day = m.today), 0))::bigint as pictures,
       (s.spent_micros + o.spent_micros + f.spent_micros + d.spent_micros)::bigint as "spentMicros",
       o.may_cost_micros::bigint as "mayCostMicros",
       m.now, m.day + interval '24 hours' as "dayEndsAt",
       ((m.month at time zone 'UTC') + interval '1 month') at time zone 'UTC' as "monthEndsAt"
     from moment m, summed s, open o, from_before f, deleted_from_before d`,
    [input.userId, input.besidesId],
  );
  const use = found.rows[0];
  if (!use) throw new Error("What is used of the limits could not be counted.");
  return use;
}
