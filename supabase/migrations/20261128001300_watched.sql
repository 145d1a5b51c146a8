-- From which request an execution came, so that its log lines and its trace are found; and figures of the whole fleet for
-- whoever runs the server. Both columns are null in what was written before, and where nothing is traced.
alter table public.workflow_executions
  add column request_id text check (length(request_id) <= 64),
  add column traceparent text check (length(traceparent) = 55);

-- Workers that have joined and not left: whoever asks tells from the beats which of them live. No content and no person.
create function private.fleet() returns table (id uuid, beat bigint, slots integer)
  language sql stable security definer set search_path = ''
  as $$
    select w.id, w.beat, w.slots from public.workers w where w.left_at is null
  $$;

-- What is under way or waits, by model where there is one; numbers only.
create function private.figures() returns table (figure text, model text, value double precision)
  language sql stable security definer set search_path = ''
  as $$
    select 'calls_in_flight', e.model, sum(e.processing_count)::float8
      from public.workflow_executions e where e.completed_at is null group by e.model
    union all
    select 'results_runnable', e.model, sum(e.pending_count - e.undecided_count)::float8
      from public.workflow_executions e
      where e.completed_at is null and e.cancelled_at is null and e.paused_reason is null
        and (e.hold_until is null or e.hold_until <= now())
      group by e.model
    union all
    select 'results_undecided', null, coalesce(sum(e.undecided_count), 0)::float8
      from public.workflow_executions e where e.completed_at is null
    union all
    -- After an hour a pace is found out anew.
    select 'pace_limit', p.model, sum(p.limit_in_flight)::float8
      from public.paces p
      where p.limit_in_flight is not null and p.updated_at > now() - interval '1 hour' group by p.model
    union all
    select 'gates_closed', p.model, count(*) filter (where p.gate_until > now())::float8
      from public.paces p group by p.model
    union all
    select 'renditions_waiting', null, count(*)::float8 from public.workflow_batch_results r
      where r.status = 'completed' and r.thumbhash is null and r.renditions_given_up is null
    union all
    select 'removals_waiting', null, count(*)::float8 from public.removals
  $$;

create policy "the owner counts" on public.workers for select to current_user using (true);
create policy "the owner counts" on public.paces for select to current_user using (true);
create policy "the owner counts" on public.workflow_batch_results for select to current_user using (true);
create policy "the owner counts" on public.removals for select to current_user using (true);
revoke all on function private.fleet() from public;
revoke all on function private.figures() from public;
grant execute on function private.fleet() to app_api;
grant execute on function private.figures() to app_api;
