-- Prompts with settings of their own. Null is as the execution has it, so every earlier row stays as it is.

-- [{place, aspect_ratio, image_size, references, file_name}]: what single prompts have of their own, by their places from 0.
alter table public.workflows add column rows jsonb;

alter table public.workflow_batch_results
  add column aspect_ratio text,
  add column image_size text,
  -- Places in the execution's reference_images, from 1; null for all of them.
  add column reference_places integer[],
  -- What the picture is called outside, without an ending.
  add column file_name text;
