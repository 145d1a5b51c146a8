-- What watchers read again and again, in one statement instead of a transaction of four: as the person who asks, so that
-- the policies decide what is there. The role ends with the call,
-- the claims with its transaction, and whoever may not become that role is refused.
create function private.events_after(claims text, execution uuid, owner uuid, after bigint, most integer)
  returns table (sequence bigint, type text, data jsonb, created_at timestamptz, prompt_text text)
  language plpgsql
  set role = 'authenticated' set search_path = ''
  -- A plan that was made when there was little would read all of it later.
  set plan_cache_mode = 'force_custom_plan'
  as $$
  begin
    perform set_config('request.jwt.claims', claims, true);
    return query
      select v.sequence, v.type, v.data, v.created_at, r.prompt_text
      from public.execution_events v left join public.workflow_batch_results r on r.id = v.result_id
      where v.execution_id = execution and v.user_id = owner and v.sequence > after
      order by v.sequence limit most;
  end $$;
revoke all on function private.events_after(text, uuid, uuid, bigint, integer) from public;
grant execute on function private.events_after(text, uuid, uuid, bigint, integer) to app_api;
