-- A deleted batch: what it cost stays, without a word of the prompts or of the models; what is still to be removed from
-- the store stands in a list until it is gone. See docs/decisions/2026-11-23-deletion.md.

create table public.deleted_executions (
  id uuid primary key,
  user_id uuid not null references auth.users (id),
  model text not null,
  settings jsonb not null,
  prompts_count integer not null,
  results_count integer not null,
  completed_count integer not null,
  failed_count integer not null,
  cancelled_count integer not null,
  cost_micros bigint not null,
  possible_micros bigint not null check (possible_micros >= 0),
  -- A repeat under the key of a deleted batch must not draw and pay again.
  idempotency_key text,
  idempotency_digest text,
  created_at timestamptz not null,
  started_at timestamptz,
  completed_at timestamptz,
  deleted_at timestamptz not null default now(),
  unique (user_id, idempotency_key)
);
create index deleted_executions_by_user on public.deleted_executions (user_id, created_at desc);

create table public.deleted_attempts (
  id uuid primary key,
  execution_id uuid not null references public.deleted_executions (id) on delete cascade,
  user_id uuid not null references auth.users (id),
  number integer not null,
  model text not null,
  state text not null check (state in ('settled', 'refused', 'uncertain')),
  outcome text,
  cost_micros bigint not null,
  -- The ceiling of a doubt, until a late answer tells what it cost.
  possible_micros bigint not null,
  sent_at timestamptz not null,
  received_at timestamptz,
  ended_at timestamptz
);
create index deleted_attempts_by_execution on public.deleted_attempts (execution_id);
create index deleted_attempts_by_user on public.deleted_attempts (user_id, sent_at desc);

-- What is to go from a store or a spool: written in the transaction that makes it rubbish, taken off once it is gone.
create table public.removals (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id),
  execution_id uuid not null,
  -- Of the store; its smaller copies go with it.
  object_path text,
  -- What one attempt's answer may have left on one machine's disk.
  attempt_id uuid,
  spool_id uuid,
  tries integer not null default 0,
  not_before timestamptz not null default now(),
  created_at timestamptz not null default now(),
  constraint one_thing_to_remove check (
    (object_path is null) <> (attempt_id is null) and (attempt_id is null) = (spool_id is null)
  )
);
create index removals_due on public.removals (not_before);
create index removals_by_execution on public.removals (execution_id);
create index removals_by_user on public.removals (user_id);

do $$
declare
  name text;
begin
  foreach name in array array['deleted_executions', 'deleted_attempts', 'removals'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated', name);
    execute format(
      'create policy "the API writes for the person who asks" on public.%I for all to app_api
         using (user_id = (select private.claimed_user_id()))
         with check (user_id = (select private.claimed_user_id()))', name);
    execute format(
      'create policy "workers do their work" on public.%I for all to app_worker
         using (true) with check (true)', name);
  end loop;
  foreach name in array array['deleted_executions', 'deleted_attempts'] loop
    execute format(
      'create policy "people see their own, admins all" on public.%I for select to authenticated
         using (user_id = (select auth.uid()) or (select private.is_admin()))', name);
  end loop;
  -- private.delete_execution() runs as the owner, whom the forced policies bind too where it is no superuser.
  foreach name in array array['workflows', 'workflow_executions', 'workflow_batch_results', 'result_attempts',
    'execution_events', 'deleted_executions', 'deleted_attempts', 'removals'] loop
    execute format(
      'create policy "the owner deletes for the person who asks" on public.%I for all to current_user
         using (user_id = (select private.claimed_user_id()))
         with check (user_id = (select private.claimed_user_id()))', name);
  end loop;
end
$$;

grant select on public.deleted_executions, public.deleted_attempts to authenticated;
grant select on public.deleted_executions to app_api;
grant select, insert, update, delete on public.removals to app_api, app_worker;
-- A late answer settles a doubt of a deleted batch too.
grant select, update on public.deleted_executions, public.deleted_attempts to app_worker;

-- Deletes one execution of the person who asks, and its workflow where it was the last one, in one piece: nobody needs
-- the right to delete rows, or to write what a deleted batch cost. False where there is none, or where it is not over.
create function private.delete_execution(execution uuid) returns boolean
  language plpgsql security definer set search_path = ''
  as $$
    declare
      person uuid := private.claimed_user_id();
      gone public.workflow_executions;
      is_last boolean;
      own_paths text[] := '{}';
      shared_paths text[] := '{}';
    begin
      select e.* into gone from public.workflow_executions e
        where e.id = execution and e.user_id = person for update;
      if not found or gone.pending_count + gone.processing_count > 0 then
        return false;
      end if;
      -- Before anything is deleted: whoever runs the workflow again holds this row while it writes its execution, and
      -- waits for nothing that is held here.
      perform from public.workflows w where w.id = gone.workflow_id for update;
      is_last := not exists (
        select from public.workflow_executions e where e.workflow_id = gone.workflow_id and e.id <> execution);

      insert into public.deleted_executions
        (id, user_id, model, settings, prompts_count, results_count, completed_count, failed_count, cancelled_count,
         cost_micros, possible_micros, idempotency_key, idempotency_digest, created_at, started_at, completed_at)
      values
        (gone.id, person, gone.model, gone.settings, gone.prompts_count, gone.results_count, gone.completed_count,
         gone.failed_count, gone.cancelled_count, gone.cost_micros, gone.possible_micros, gone.idempotency_key,
         gone.idempotency_digest, gone.created_at, gone.started_at, gone.completed_at);
      insert into public.deleted_attempts
        (id, execution_id, user_id, number, model, state, outcome, cost_micros, possible_micros, sent_at, received_at, ended_at)
      select a.id, a.execution_id, person, a.number, a.model, a.state, a.outcome, a.cost_micros,
        case a.state when 'uncertain' then a.ceiling_micros else 0 end, a.sent_at, a.received_at, a.ended_at
      from public.result_attempts a where a.execution_id = execution;

      insert into public.removals (user_id, execution_id, object_path)
      select person, execution, path
      from public.workflow_batch_results r, unnest(array_append(r.extra_paths, r.object_path)) path
      where r.execution_id = execution and path is not null;
      -- Smaller copies that are being made just now may be stored after the first removal.
      insert into public.removals (user_id, execution_id, object_path, not_before)
      select person, execution, r.object_path, now() + interval '5 minutes'
      from public.workflow_batch_results r
      where r.execution_id = execution and r.object_path is not null and r.thumbhash is null
        and r.renditions_not_before > now();
      insert into public.removals (user_id, execution_id, attempt_id, spool_id)
      select person, execution, a.id, a.spool_id from public.result_attempts a where a.execution_id = execution;

      if is_last then
        select
          coalesce(array_agg(one ->> 'path') filter (where is_own), '{}'),
          coalesce(array_agg(one ->> 'path') filter (where not is_own), '{}')
        into own_paths, shared_paths
        from public.workflows w, jsonb_array_elements(w.config -> 'reference_images') one,
          lateral (select one ->> 'path' like format('%s/%s/%%', person, w.id) as is_own) look
        where w.id = gone.workflow_id;
      end if;

      -- One statement a table, the children first: by cascades it would be one statement a result.
      delete from public.execution_events v where v.execution_id = execution;
      delete from public.result_attempts a where a.execution_id = execution;
      delete from public.workflow_batch_results r where r.execution_id = execution;
      delete from public.workflow_executions e where e.id = execution;
      if is_last then
        delete from public.workflows w where w.id = gone.workflow_id;
      end if;

      if array_length(shared_paths, 1) > 0 then
        -- Workflows of before shared their references by content. Two deletions at once must not each spare the picture
        -- for the other's sake.
        perform pg_advisory_xact_lock(hashtextextended('shared references of ' || person, 0));
        select coalesce(array_agg(path), '{}') into shared_paths from unnest(shared_paths) path
        where not exists (
            select from public.workflows w where w.user_id = person
              and w.config -> 'reference_images' @> jsonb_build_array(jsonb_build_object('path', path)))
          and not exists (
            select from public.workflow_executions e where e.user_id = person
              and e.reference_images @> jsonb_build_array(jsonb_build_object('path', path)));
      end if;
      insert into public.removals (user_id, execution_id, object_path)
      select person, execution, path from unnest(own_paths || shared_paths) path;
      return true;
    end
  $$;
revoke all on function private.delete_execution(uuid) from public;
grant execute on function private.delete_execution(uuid) to app_api;
