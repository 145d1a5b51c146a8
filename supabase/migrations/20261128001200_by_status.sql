-- A page of one state alone: without these, a search for what is rare looks at every row of a batch, or of a history, before
-- it is sure that no more is there. `npm run bench -- queries` holds each of them to 5 ms on 300 000 results.

create index workflow_batch_results_by_status
  on public.workflow_batch_results (execution_id, status, batch_index, variation);
create index workflow_executions_by_status
  on public.workflow_executions (user_id, status, created_at desc, id desc);
create index audit_events_by_action on public.audit_events (action, at desc, id desc);
