-- Pictures leave in one archive, whose headers tell the CRC-32 of each. Written with the picture; null in rows of before and
-- of servers of before, which run beside newer ones during a deploy, and where the store had other bytes or none: then it is
-- counted when it is asked for.
alter table public.workflow_batch_results add column object_crc32 bigint;

-- A link to an archive is carried by whoever has it, for hours: it opens nothing for those who are no more, or are shut out.
create function private.may_come(person uuid) returns boolean
  language sql stable security definer set search_path = ''
  as $$
    select exists (
      select from auth.users u where u.id = person
        -- Elsewhere than at Supabase Auth these columns are missing.
        and coalesce((to_jsonb(u) ->> 'banned_until')::timestamptz <= now(), true)
        and to_jsonb(u) ->> 'deleted_at' is null)
  $$;
revoke all on function private.may_come(uuid) from public;
grant execute on function private.may_come(uuid) to app_api;

-- Rated pictures are few of many: an archive of them looks at no other. Results that settle have no rating, so their rows stay
-- in their page (HOT).
create index workflow_batch_results_rated on public.workflow_batch_results (execution_id, batch_index, variation)
  where rating is not null;
