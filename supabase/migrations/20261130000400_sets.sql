-- Several models drawing the same prompts: one execution for each, submitted together. Each is an ordinary one; what they share
-- is this id, and the order in which the models were named. See docs/decisions/2026-11-30-several-models.md.

alter table public.workflow_executions
  add column set_id uuid,
  add column set_place smallint,
  add constraint a_set_has_places check ((set_id is null) = (set_place is null) and set_place >= 0);
create unique index workflow_executions_by_set on public.workflow_executions (set_id, set_place) where set_id is not null;
