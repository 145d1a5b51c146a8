-- How fast each account may be asked for a model: found out by the one dispatcher, shared by all workers, kept over
-- restarts. An account is known by a fingerprint of its key. See docs/decisions/2026-11-28-pace.md.

-- A key that an older version sealed has no fingerprint: its workflow stands for an account of its own.
alter table public.workflows add column account text not null generated always as (
  coalesce(
    config ->> 'account',
    case when jsonb_typeof(config -> 'api_key_encrypted') = 'object' then id::text else 'keyless' end)
) stored;
create index workflows_by_account on public.workflows (account, user_id);
grant select (account) on public.workflows to authenticated;

-- Whose limits a call counted against; null in attempts of before.
alter table public.result_attempts add column account text;

create table public.paces (
  account text not null,
  model text not null,
  limit_in_flight double precision,
  slow_start boolean,
  per_second double precision,
  -- After failures an answer in earnest is news, otherwise it goes without saying.
  is_failing boolean not null default false,
  -- Nothing is called until then; the dispatcher counts the time itself, this is for its successors and for who watches.
  gate_until timestamptz,
  gate_code text check (gate_code in ('rate_limited', 'provider_overloaded')),
  gate_message text,
  -- The limit that the provider named, in calls a minute.
  per_minute integer,
  updated_at timestamptz not null default now(),
  primary key (account, model)
);

-- How providers met calls, until the dispatcher has heard of it: written with the settlement, read once.
create table public.pace_news (
  id uuid primary key default gen_random_uuid(),
  told_at timestamptz not null default clock_timestamp(),
  account text not null,
  model text not null,
  result_id uuid not null,
  kind text not null check (kind in ('limited', 'overloaded', 'failed', 'answered')),
  wait_ms integer,
  per_minute integer
);

do $$
declare
  name text;
begin
  foreach name in array array['paces', 'pace_news'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated', name);
    execute format(
      'create policy "workers do their work" on public.%I for all to app_worker
         using (true) with check (true)', name);
  end loop;
end
$$;
-- People see why their own batches wait, and of others' accounts nothing.
create policy "people see the pace of their own accounts" on public.paces for select to authenticated
  using (exists (
    select from public.workflows w where w.account = paces.account and w.user_id = (select auth.uid()))
    or (select private.is_admin()));
grant select (account, model, per_second, gate_until, gate_code, gate_message, per_minute, updated_at)
  on public.paces to authenticated;
grant select, insert, update, delete on public.paces, public.pace_news to app_worker;

-- An index that asks for a count makes every count of a batch a row of its own in all indexes. What is open is found by
-- workflow_executions_open, and room in each page lets the hottest row of a batch be written where it lies.
drop index public.workflow_executions_to_dispatch;
alter table public.workflow_executions set (fillfactor = 60);
