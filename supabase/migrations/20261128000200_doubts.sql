-- Results that may be paid already and wait for their owner's decision: pending, and never handed out until then.

alter table public.workflow_batch_results
  add column undecided boolean not null default false,
  add constraint only_pending_is_undecided check (not undecided or status = 'pending');

-- What waits for a decision is not to be chosen.
drop index public.workflow_batch_results_to_dispatch;
create index workflow_batch_results_to_dispatch
  on public.workflow_batch_results (execution_id, batch_index, variation)
  where status = 'pending' and handed_out_at is null and not undecided;
create index workflow_batch_results_undecided on public.workflow_batch_results (execution_id)
  where undecided;

alter table public.workflow_executions
  -- Among the pending ones.
  add column undecided_count integer not null default 0,
  -- What they may have cost, out of what is possible.
  add column undecided_micros bigint not null default 0,
  add constraint undecided_are_pending check (
    undecided_count between 0 and pending_count and undecided_micros between 0 and possible_micros
  );
