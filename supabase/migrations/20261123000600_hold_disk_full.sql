-- Waiting for room on the server's disk is told to whoever watches, so it has a code of its own.

alter table public.workflow_executions
  drop constraint workflow_executions_hold_code_check,
  add constraint workflow_executions_hold_code_check
    check (hold_code in ('rate_limited', 'nothing_leaves', 'no_room', 'disk_full'));
