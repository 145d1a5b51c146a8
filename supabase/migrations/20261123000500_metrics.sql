-- What is open, for the figures of whoever runs the server.

-- Its column changes once in a batch's life: counting and claiming touch it not.
create index workflow_executions_open on public.workflow_executions (id) where completed_at is null;

-- Everybody's open batches by state, and their results; numbers only, no content and no person.
create function private.open_work() returns table (status text, executions bigint, pending bigint, processing bigint)
  language sql stable security definer set search_path = ''
  as $$
    select e.status, count(*), sum(e.pending_count), sum(e.processing_count)
    from public.workflow_executions e where e.completed_at is null group by e.status
  $$;
revoke all on function private.open_work() from public;
grant execute on function private.open_work() to app_api;
