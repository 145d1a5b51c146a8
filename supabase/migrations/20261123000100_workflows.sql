-- What people configure and run, with the policies that fence it. Clients read their own rows and write none:
-- the API writes as app_api, fenced by the same claims; workers as app_worker, allowed just what they do.

create schema if not exists private;
revoke all on schema private from public;

do $$
begin
  if not exists (select from pg_roles where rolname = 'app_api') then
    create role app_api login noinherit;
  end if;
  if not exists (select from pg_roles where rolname = 'app_worker') then
    create role app_worker login noinherit;
  end if;
end
$$;
grant anon, authenticated to app_api;
-- One DATABASE_URL logs in once and then becomes either of the two.
grant app_api, app_worker to current_user;
grant usage on schema public to authenticated, app_api, app_worker;
grant usage on schema private to authenticated, app_api;

create table public.user_roles (
  user_id uuid primary key references auth.users (id) on delete cascade,
  role text not null check (role in ('admin')),
  created_at timestamptz not null default now()
);
alter table public.user_roles enable row level security;
alter table public.user_roles force row level security;
create policy "people see their own role" on public.user_roles
  for select to authenticated using (user_id = (select auth.uid()));
-- private.is_admin() runs as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner looks roles up" on public.user_roles for select to current_user using (true);
-- A hosted Supabase project hands every new table to its client roles; only what is granted by name may stand.
revoke all on public.user_roles from public, anon, authenticated;
grant select on public.user_roles to authenticated;

-- Reads the table, never the token: a role taken away works at once.
create function private.is_admin() returns boolean
  language sql stable security definer set search_path = ''
  as $$
    select exists (
      select from public.user_roles
      where user_id = (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid
        and role = 'admin'
    )
  $$;

-- As auth.uid(), but reachable for app_api, which has no rights in the schema auth.
create function private.claimed_user_id() returns uuid
  language sql stable set search_path = ''
  as $$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;

revoke all on function private.is_admin(), private.claimed_user_id() from public;
grant execute on function private.is_admin() to authenticated;
grant execute on function private.claimed_user_id() to app_api;

create table public.workflows (
  id uuid primary key,
  user_id uuid not null references auth.users (id),
  name text,
  prompts text[] not null,
  -- model, settings, reference_images, api_key_encrypted {encrypted, iv, authTag, salt, keyId}
  config jsonb not null,
  created_at timestamptz not null default now()
);
create index workflows_by_user on public.workflows (user_id, created_at desc);

create table public.workflow_executions (
  id uuid primary key,
  workflow_id uuid not null references public.workflows (id),
  user_id uuid not null references auth.users (id),
  name text,
  model text not null,
  -- aspect_ratio, image_size, variations, redraw_filtered
  settings jsonb not null,
  reference_images jsonb not null default '[]',
  estimate jsonb not null,
  warnings jsonb not null default '[]',
  max_cost_micros bigint check (max_cost_micros > 0),
  prompts_count integer not null check (prompts_count > 0),
  results_count integer not null check (results_count > 0),
  pending_count integer not null,
  processing_count integer not null default 0,
  completed_count integer not null default 0,
  failed_count integer not null default 0,
  cancelled_count integer not null default 0,
  cost_micros bigint not null default 0,
  possible_micros bigint not null default 0,
  -- {code, message, until}: why nothing is called until somebody, or that moment, comes
  paused_reason jsonb,
  cancelled_at timestamptz,
  -- All calls of this execution are held back until then: by the provider's limit, or for a reason of our own.
  hold_until timestamptz,
  hold_code text check (hold_code in ('rate_limited', 'nothing_leaves', 'no_room')),
  hold_message text,
  last_sequence bigint not null default 0,
  idempotency_key text,
  idempotency_digest text,
  created_at timestamptz not null default now(),
  started_at timestamptz,
  completed_at timestamptz,
  status text not null generated always as (
    case
      when pending_count + processing_count = 0 then
        case
          when cancelled_at is not null then 'cancelled'
          when completed_count > 0 then 'completed'
          else 'failed'
        end
      when cancelled_at is not null then 'cancelled'
      when paused_reason is not null then 'paused'
      when started_at is null then 'pending'
      else 'processing'
    end
  ) stored,
  unique (user_id, idempotency_key),
  constraint counts_add_up check (
    least(pending_count, processing_count, completed_count, failed_count, cancelled_count) >= 0
    and pending_count + processing_count + completed_count + failed_count + cancelled_count = results_count
  ),
  constraint possible_is_not_negative check (possible_micros >= 0)
);
create index workflow_executions_by_user on public.workflow_executions (user_id, created_at desc, id desc);
create index workflow_executions_by_workflow on public.workflow_executions (workflow_id);
create index workflow_executions_to_dispatch on public.workflow_executions (created_at)
  where pending_count > 0 and cancelled_at is null and paused_reason is null;

create table public.workflow_batch_results (
  id uuid primary key,
  execution_id uuid not null references public.workflow_executions (id) on delete cascade,
  user_id uuid not null references auth.users (id),
  batch_index integer not null check (batch_index >= 0),
  variation integer not null check (variation >= 0),
  prompt_text text not null,
  status text not null default 'pending'
    check (status in ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  fence integer not null default 0,
  worker_id uuid,
  -- Grows when the user asks again: attempts are counted within a round.
  round integer not null default 1,
  attempts integer not null default 0,
  not_before timestamptz not null default now(),
  handed_out_at timestamptz,
  object_path text,
  object_sha256 text,
  mime_type text,
  width integer,
  height integer,
  bytes bigint,
  drawn_in_ms integer,
  cost_micros bigint not null default 0,
  possible_micros bigint not null default 0,
  error_code text,
  error_message text,
  warnings jsonb not null default '[]',
  extra_paths text[] not null default '{}',
  completed_at timestamptz,
  unique (execution_id, batch_index, variation),
  constraint completed_has_a_picture check ((status = 'completed') = (object_path is not null))
);
create index workflow_batch_results_by_user on public.workflow_batch_results (user_id);
create index workflow_batch_results_to_dispatch
  on public.workflow_batch_results (execution_id, batch_index, variation)
  where status = 'pending' and handed_out_at is null;
create index workflow_batch_results_handed_out on public.workflow_batch_results (handed_out_at)
  where status = 'pending' and handed_out_at is not null;
create index workflow_batch_results_processing on public.workflow_batch_results (worker_id)
  where status = 'processing';

-- The ledger: one row for each call, written before its first byte goes out.
create table public.result_attempts (
  id uuid primary key,
  result_id uuid not null references public.workflow_batch_results (id) on delete cascade,
  execution_id uuid not null references public.workflow_executions (id) on delete cascade,
  user_id uuid not null references auth.users (id),
  number integer not null check (number >= 1),
  round integer not null,
  state text not null default 'sent'
    check (state in ('sent', 'received', 'settled', 'refused', 'uncertain')),
  outcome text,
  message text,
  worker_id uuid not null,
  spool_id uuid not null,
  fence integer not null,
  model text not null,
  ceiling_micros bigint not null,
  cost_micros bigint not null default 0,
  deadline_at timestamptz not null,
  sent_at timestamptz not null default now(),
  received_at timestamptz,
  ended_at timestamptz,
  unique (result_id, number)
);
create index result_attempts_by_execution on public.result_attempts (execution_id);
create index result_attempts_by_user on public.result_attempts (user_id);
create index result_attempts_open on public.result_attempts (worker_id) where state in ('sent', 'received');

create table public.execution_events (
  execution_id uuid not null references public.workflow_executions (id) on delete cascade,
  sequence bigint not null,
  user_id uuid not null references auth.users (id),
  type text not null,
  result_id uuid references public.workflow_batch_results (id) on delete cascade,
  -- status, reason, counts, and the result's own fields just after the event
  data jsonb not null,
  created_at timestamptz not null default now(),
  primary key (execution_id, sequence)
);
create index execution_events_by_user on public.execution_events (user_id);
create index execution_events_by_result on public.execution_events (result_id);

do $$
declare
  name text;
begin
  foreach name in array array['workflows', 'workflow_executions', 'workflow_batch_results', 'result_attempts', 'execution_events'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated', name);
    execute format(
      'create policy "people see their own, admins all" on public.%I for select to authenticated
         using (user_id = (select auth.uid()) or (select private.is_admin()))', name);
    execute format(
      'create policy "the API writes for the person who asks" on public.%I for all to app_api
         using (user_id = (select private.claimed_user_id()))
         with check (user_id = (select private.claimed_user_id()))', name);
    execute format(
      'create policy "workers do their work" on public.%I for all to app_worker
         using (true) with check (true)', name);
  end loop;
end
$$;

-- Not `config`: a sealed key never goes out, not even to its owner.
grant select (id, user_id, name, prompts, created_at) on public.workflows to authenticated;
grant select on public.workflow_executions, public.workflow_batch_results, public.result_attempts,
  public.execution_events to authenticated;

grant select, insert, update on public.workflows to app_api;
grant select, insert, update on public.workflow_executions, public.workflow_batch_results to app_api;
grant select, insert on public.execution_events to app_api;

grant select on public.workflows to app_worker;
grant select, update on public.workflow_executions, public.workflow_batch_results to app_worker;
grant select, insert, update on public.result_attempts to app_worker;
grant select, insert on public.execution_events to app_worker;
