-- The smaller copies of a picture lie beside it in the store, under names that follow from its own; only what cannot be
-- derived stands here. No default is computed and no row rewritten, however many there are.

alter table public.workflow_batch_results
  -- The picture as a blur, base64. Written once both copies are stored, so it says too that they are there.
  add column thumbhash text,
  add column renditions_tries integer not null default 0,
  -- Lent to a process, or waiting after a try that failed.
  add column renditions_not_before timestamptz,
  -- Why no more is tried. Set it and the tries back to have it tried again.
  add column renditions_given_up text;

-- What is drawn and has no copies yet, newest first: who looks at a batch now comes before what was drawn long ago.
create index workflow_batch_results_without_renditions on public.workflow_batch_results (completed_at desc)
  where status = 'completed' and thumbhash is null and renditions_given_up is null;
