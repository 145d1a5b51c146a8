-- Whoever runs the server also sees what workers do beside drawing: webhooks that wait too long, and news that no sum has yet.
create or replace function private.figures() returns table (figure text, model text, value double precision)
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
    union all
    -- After a try the next one is due later, so that these are what nobody has tried. Both are counted so far only: where they
    -- pile up, the other figures must come in time all the same.
    select 'webhooks_late', null, count(*)::float8 from (
      select from public.webhook_deliveries d
      where d.state = 'pending' and d.not_before < now() - interval '5 minutes' limit 10000) late
    union all
    select 'analytics_news', null, count(*)::float8 from (
      select from public.analytics_news limit 100000) news
  $$;
