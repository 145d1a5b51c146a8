-- What its owner thinks of a picture. Written by the API, whose policies let only the owner's rows through; beside the flow:
-- no state, no count, no money and no event follows from it.

alter table public.workflow_batch_results
  add column rating smallint check (rating between 1 and 5),
  add column rejected boolean not null default false,
  add constraint only_pictures_are_rated check (object_path is not null or (rating is null and not rejected));

-- What was thought of one picture says nothing of another. Nothing replaces one today; whatever will, need not think of it.
create function private.forget_rating() returns trigger language plpgsql set search_path = ''
  as $$
    begin
      new.rating := null;
      new.rejected := false;
      return new;
    end
  $$;
revoke all on function private.forget_rating() from public;
create trigger forget_rating before update of object_path on public.workflow_batch_results
  for each row when (old.object_path is not null and old.object_path is distinct from new.object_path)
  execute function private.forget_rating();

-- As private.events_after(), with the rating that holds when it is asked: an event keeps none, as it would bring back one of
-- long ago. The other stays for servers of before, which run beside newer ones during a deploy.
create function private.rated_events_after(claims text, execution uuid, owner uuid, after bigint, most integer)
  returns table (sequence bigint, type text, data jsonb, created_at timestamptz, prompt_text text,
    rating smallint, rejected boolean)
  language plpgsql
  set role = 'authenticated' set search_path = ''
  -- A plan that was made when there was little would read all of it later.
  set plan_cache_mode = 'force_custom_plan'
  as $$
  begin
    perform set_config('request.jwt.claims', claims, true);
    return query
      select v.sequence, v.type, v.data, v.created_at, r.prompt_text, r.rating, r.rejected
      from public.execution_events v left join public.workflow_batch_results r on r.id = v.result_id
      where v.execution_id = execution and v.user_id = owner and v.sequence > after
      order by v.sequence limit most;
  end $$;
revoke all on function private.rated_events_after(text, uuid, uuid, bigint, integer) from public;
grant execute on function private.rated_events_after(text, uuid, uuid, bigint, integer) to app_api;
