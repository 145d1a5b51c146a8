-- What was drawn, what came of it and what it cost, as sums by the quarter of an hour, and how long it took, by the day of UTC.
-- See docs/decisions/2026-11-30-analytics.md.

-- A call counts when it was sent and with what it came to, a result when it ended. How long pictures took is told by classes:
-- 1.05 to the power of `took`, in milliseconds, with the day of UTC as its quarter; of all else `took` is -1.
create table public.analytics_sums (
  user_id uuid not null references auth.users (id) on delete cascade,
  quarter timestamptz not null,
  model text not null,
  kind text not null check (kind in ('call', 'result', 'took')),
  -- What came of the call; `completed`, or why the result failed.
  outcome text not null,
  took smallint not null,
  many bigint not null,
  cost_micros bigint not null,
  possible_micros bigint not null,
  primary key (user_id, kind, quarter, model, outcome, took)
);

-- What is to be added to the sums: written with the row that it is of, without waiting for anybody, and added by a worker soon
-- after. Whoever asks adds both. A result brings along how long it took, which makes two sums of it.
create table public.analytics_news (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null,
  quarter timestamptz not null,
  model text not null,
  kind text not null,
  outcome text not null,
  took smallint not null,
  many bigint not null,
  cost_micros bigint not null,
  possible_micros bigint not null
);
create index analytics_news_by_user on public.analytics_news (user_id);

do $$
declare
  name text;
begin
  foreach name in array array['analytics_sums', 'analytics_news'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated, service_role', name);
    execute format(
      'create policy "people see their own, admins all" on public.%I for select to authenticated
         using (user_id = (select auth.uid()) or (select private.is_admin()))', name);
    -- The functions below write as the owner, whom the forced policies bind too where it is no superuser.
    execute format('create policy "the owner sums" on public.%I for all to current_user using (true) with check (true)', name);
    execute format('grant select on public.%I to authenticated', name);
  end loop;
end
$$;

create function private.quarter_of(moment timestamptz) returns timestamptz
  language sql immutable set search_path = ''
  as $$ select pg_catalog.date_bin('15 minutes', moment, 'epoch'::timestamptz) $$;

create function private.day_of(moment timestamptz) returns timestamptz
  language sql immutable set search_path = ''
  as $$ select pg_catalog.date_bin('1 day', moment, 'epoch'::timestamptz) $$;

create function private.took_of(milliseconds integer) returns smallint
  language sql immutable set search_path = ''
  as $$ select (floor(ln(greatest(milliseconds, 1)) / ln(1.05)))::smallint $$;

-- Each takes off what the row was, and adds what it is, whichever release has written it.
create function private.tell_analytics_of_call() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      insert into public.analytics_news
        (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
      select one.user_id, private.quarter_of(one.sent_at), one.model, 'call', coalesce(one.outcome, one.state), -1,
        one.sign, one.sign * one.cost_micros, one.sign * one.possible_micros
      from (
        select -1 as sign, old.user_id, old.sent_at, old.model, old.outcome, old.state, old.ended_at, old.cost_micros,
          case old.state when 'uncertain' then (to_jsonb(old) ->> tg_argv[0])::bigint else 0 end as possible_micros
        union all
        select 1, new.user_id, new.sent_at, new.model, new.outcome, new.state, new.ended_at, new.cost_micros,
          case new.state when 'uncertain' then (to_jsonb(new) ->> tg_argv[0])::bigint else 0 end
      ) one
      where one.ended_at is not null;
      return null;
    end
  $$;

create function private.tell_analytics_of_result() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      insert into public.analytics_news
        (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
      select one.user_id, private.quarter_of(one.completed_at), e.model, 'result',
        case one.status when 'completed' then 'completed' else coalesce(one.error_code, 'unknown') end,
        case when one.status = 'completed' and one.drawn_in_ms is not null then private.took_of(one.drawn_in_ms) else -1 end,
        one.sign, 0, 0
      from (
        select -1 as sign, old.user_id, old.status, old.error_code, old.completed_at, old.drawn_in_ms
        union all
        select 1, new.user_id, new.status, new.error_code, new.completed_at, new.drawn_in_ms
      ) one
      join public.workflow_executions e on e.id = new.execution_id
      where one.status in ('completed', 'failed') and one.completed_at is not null;
      return null;
    end
  $$;

-- Adds so many of the news to the sums; tells how many there were. Nobody waits for another that does the same.
create function private.add_up_analytics(most integer) returns integer
  language plpgsql security definer set search_path = ''
  as $$
    declare
      taken integer;
    begin
      if not pg_try_advisory_xact_lock(hashtextextended('bunch: what is told of analytics', 0)) then
        return 0;
      end if;
      with news as (
        delete from public.analytics_news where id in (
          select id from public.analytics_news limit most)
        returning *
      ), part as (
        select user_id, quarter, model, kind, outcome, -1 as took, many, cost_micros, possible_micros from news
        union all
        select user_id, private.day_of(quarter), model, 'took', outcome, took, many, 0, 0 from news where took >= 0
      ), summed as (
        insert into public.analytics_sums as s
          (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
        select n.user_id, n.quarter, n.model, n.kind, n.outcome, n.took, sum(n.many), sum(n.cost_micros), sum(n.possible_micros)
        from part n where exists (select from auth.users u where u.id = n.user_id)
        group by 1, 2, 3, 4, 5, 6
        on conflict (user_id, kind, quarter, model, outcome, took) do update set many = s.many + excluded.many,
          cost_micros = s.cost_micros + excluded.cost_micros, possible_micros = s.possible_micros + excluded.possible_micros
      )
      select count(*) into taken from news;
      return taken;
    end
  $$;

revoke all on function private.quarter_of(timestamptz), private.day_of(timestamptz), private.took_of(integer), private.tell_analytics_of_call(),
  private.tell_analytics_of_result(), private.add_up_analytics(integer) from public;
grant execute on function private.add_up_analytics(integer) to app_worker;

-- Nobody writes either until what is there is summed. The executions first and so that nobody locks a row of theirs, as every
-- transaction of ours begins with that: whoever has begun ends, and nobody waits in a circle. In one statement, as who applies
-- migrations one statement after the other (`supabase db push`) has no transaction around them to hold a lock.
do $$
begin
  lock table public.workflow_executions, public.deleted_executions in exclusive mode;
  lock table public.deleted_attempts, public.result_attempts, public.workflow_batch_results in share row exclusive mode;
  -- Of results and executions the owner sees all already; without these the sums of below would lack every call.
  create policy "the owner sums" on public.result_attempts for select to current_user using (true);
  create policy "the owner sums" on public.deleted_attempts for select to current_user using (true);
  create trigger tell_analytics after update on public.result_attempts for each row
    when (new.ended_at is not null and (old.ended_at, old.state, old.outcome, old.cost_micros, old.sent_at)
      is distinct from (new.ended_at, new.state, new.outcome, new.cost_micros, new.sent_at))
    execute function private.tell_analytics_of_call('ceiling_micros');
  -- A deletion moves calls as they are; only a late answer changes one of them.
  create trigger tell_analytics after update on public.deleted_attempts for each row
    execute function private.tell_analytics_of_call('possible_micros');
  create trigger tell_analytics after update on public.workflow_batch_results for each row
    when ((old.status in ('completed', 'failed') or new.status in ('completed', 'failed'))
      and (old.status, old.error_code, old.completed_at, old.drawn_in_ms)
        is distinct from (new.status, new.error_code, new.completed_at, new.drawn_in_ms))
    execute function private.tell_analytics_of_result();
  insert into public.analytics_sums (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
  select c.user_id, private.quarter_of(c.sent_at), c.model, 'call', coalesce(c.outcome, c.state), -1,
    count(*), sum(c.cost_micros), sum(c.possible_micros)
  from (
    select user_id, sent_at, model, outcome, state, cost_micros,
      case state when 'uncertain' then ceiling_micros else 0 end as possible_micros
    from public.result_attempts where ended_at is not null
    union all
    select user_id, sent_at, model, outcome, state, cost_micros, possible_micros from public.deleted_attempts
  ) c
  group by 1, 2, 3, 4, 5, 6;
  insert into public.analytics_sums (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
  select r.user_id, private.quarter_of(r.moment), r.model, 'result', r.outcome, -1, sum(r.many), 0, 0
  from (
    select r.user_id, r.completed_at as moment, e.model, 1 as many,
      case r.status when 'completed' then 'completed' else coalesce(r.error_code, 'unknown') end as outcome
    from public.workflow_batch_results r join public.workflow_executions e on e.id = r.execution_id
    where r.status in ('completed', 'failed') and r.completed_at is not null
    union all
    -- Of what was deleted only the counts are left.
    select d.user_id, coalesce(d.completed_at, d.created_at), d.model, part.many, part.outcome
    from public.deleted_executions d
    cross join lateral (values (d.completed_count, 'completed'), (d.failed_count, 'unknown')) part (many, outcome)
    where part.many > 0
  ) r
  group by 1, 2, 3, 4, 5, 6;
  insert into public.analytics_sums (user_id, quarter, model, kind, outcome, took, many, cost_micros, possible_micros)
  select r.user_id, private.day_of(r.completed_at), e.model, 'took', 'completed', private.took_of(r.drawn_in_ms), count(*), 0, 0
  from public.workflow_batch_results r join public.workflow_executions e on e.id = r.execution_id
  where r.status = 'completed' and r.completed_at is not null and r.drawn_in_ms is not null
  group by 1, 2, 3, 4, 5, 6;
end
$$;
