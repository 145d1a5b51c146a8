-- What a person has used of their limits, as sums by day of UTC: adding up every batch of a month took longer the more
-- they drew. See docs/decisions/2026-11-29-sums-of-use.md.

-- Of all batches that began on that day, deleted ones included. `spent_micros` is what those have cost, possible charges
-- included, that were over within the month in which they began; what else was spent is few batches, added up when asked.
create table public.used_by_day (
  user_id uuid not null references auth.users (id) on delete cascade,
  day date not null,
  executions integer not null,
  pictures bigint not null,
  spent_micros bigint not null,
  primary key (user_id, day)
);
alter table public.used_by_day enable row level security;
alter table public.used_by_day force row level security;
revoke all on public.used_by_day from public, anon, authenticated, service_role;
create policy "people see their own, admins all" on public.used_by_day for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "the API reads for the person who asks" on public.used_by_day for select to app_api
  using (user_id = (select private.claimed_user_id()));
-- The trigger below writes as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner sums" on public.used_by_day for all to current_user using (true) with check (true);
grant select on public.used_by_day to authenticated, app_api;
-- Of workflow_executions the owner sees all already; without this the sums of below would lack what was deleted.
create policy "the owner sums" on public.deleted_executions for select to current_user using (true);

-- Batches that were not over in the month in which they began: their calls are added up one by one.
create index workflow_executions_over_the_month on public.workflow_executions (user_id, completed_at)
  where date_trunc('month', completed_at at time zone 'UTC') > date_trunc('month', created_at at time zone 'UTC');
create index deleted_executions_over_the_month on public.deleted_executions (user_id, completed_at)
  where date_trunc('month', completed_at at time zone 'UTC') > date_trunc('month', created_at at time zone 'UTC');

-- Keeps the sums with the rows that they are of, whichever release writes those. Held back until the commit: of the batches
-- of one person that end at once each then waits for another's commit alone, and holds a day's row last of all.
create function private.sum_use() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      insert into public.used_by_day as u (user_id, day, executions, pictures, spent_micros)
      select part.user_id, (part.created_at at time zone 'UTC')::date, sum(part.sign), sum(part.sign * part.results_count),
        coalesce(sum(part.sign * part.micros) filter (where date_trunc('month', part.over_at at time zone 'UTC')
          <= date_trunc('month', part.created_at at time zone 'UTC')), 0)
      from (
        select -1 as sign, old.user_id, old.created_at, old.results_count, old.cost_micros + old.possible_micros as micros,
          case tg_table_name when 'deleted_executions' then coalesce(old.completed_at, old.created_at)
            else old.completed_at end as over_at
        where tg_op <> 'INSERT'
        union all
        select 1, new.user_id, new.created_at, new.results_count, new.cost_micros + new.possible_micros,
          case tg_table_name when 'deleted_executions' then coalesce(new.completed_at, new.created_at)
            else new.completed_at end
        where tg_op <> 'DELETE'
      ) part
      group by 1, 2
      order by 2
      on conflict (user_id, day) do update set executions = u.executions + excluded.executions,
        pictures = u.pictures + excluded.pictures, spent_micros = u.spent_micros + excluded.spent_micros;
      return null;
    end
  $$;
revoke all on function private.sum_use() from public;

-- Nobody writes either until what is there is summed; in this order, as a deletion takes them. In one statement, as who applies
-- migrations one statement after the other (`supabase db push`) has no transaction around them to hold a lock.
do $$
declare
  name text;
begin
  lock table public.deleted_executions, public.workflow_executions in share row exclusive mode;
  foreach name in array array['deleted_executions', 'workflow_executions'] loop
    execute format(
      'create constraint trigger sum_use_of_more after insert or delete on public.%I
         deferrable initially deferred for each row execute function private.sum_use()', name);
    -- While a batch runs its counts change with every picture, and none of the sums.
    execute format(
      'create constraint trigger sum_use after update on public.%I
         deferrable initially deferred for each row
         when (
           (old.user_id, old.created_at, old.results_count, old.completed_at)
             is distinct from (new.user_id, new.created_at, new.results_count, new.completed_at)
           or new.completed_at is not null
             and old.cost_micros + old.possible_micros <> new.cost_micros + new.possible_micros
         ) execute function private.sum_use()', name);
  end loop;
  insert into public.used_by_day (user_id, day, executions, pictures, spent_micros)
  select e.user_id, (e.created_at at time zone 'UTC')::date, count(*), sum(e.results_count),
    coalesce(sum(e.cost_micros + e.possible_micros) filter (where date_trunc('month', e.over_at at time zone 'UTC')
      <= date_trunc('month', e.created_at at time zone 'UTC')), 0)
  from (
    select user_id, created_at, results_count, cost_micros, possible_micros, completed_at as over_at
    from public.workflow_executions
    union all
    select user_id, created_at, results_count, cost_micros, possible_micros, coalesce(completed_at, created_at)
    from public.deleted_executions
  ) e
  group by 1, 2;
end
$$;
