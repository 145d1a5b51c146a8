-- Which processes work, and which of them chooses what runs next.

create table public.workers (
  id uuid primary key,
  -- The disk that holds this worker's answers; workers on one data folder share it.
  spool_id uuid not null,
  -- None while it drains.
  slots integer not null check (slots >= 0),
  beat bigint not null default 0,
  started_at timestamptz not null default now(),
  left_at timestamptz
);

create table public.dispatcher_lease (
  only_one boolean primary key default true check (only_one),
  holder uuid not null,
  until timestamptz not null
);

alter table public.workers enable row level security;
alter table public.workers force row level security;
alter table public.dispatcher_lease enable row level security;
alter table public.dispatcher_lease force row level security;
create policy "workers know each other" on public.workers for all to app_worker using (true) with check (true);
create policy "one worker dispatches" on public.dispatcher_lease for all to app_worker using (true) with check (true);
revoke all on public.workers, public.dispatcher_lease from public, anon, authenticated;
grant select, insert, update, delete on public.workers, public.dispatcher_lease to app_worker;

-- Lets a process watch many executions with one statement; numbers only, no content.
create function private.last_sequences(execution_ids uuid[]) returns table (id uuid, last_sequence bigint)
  language sql stable security definer set search_path = ''
  as $$
    select e.id, e.last_sequence from public.workflow_executions e where e.id = any (execution_ids)
  $$;
revoke all on function private.last_sequences(uuid[]) from public;
create policy "the owner looks sequences up" on public.workflow_executions for select to current_user using (true);
grant execute on function private.last_sequences(uuid[]) to app_api;
