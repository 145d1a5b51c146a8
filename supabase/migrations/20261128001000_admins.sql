-- What admins see and do: everybody's list and usage, roles given and taken, and who signed in. Nobody but these functions
-- reads auth.users, and each asks private.is_admin() itself.

-- Everybody's batches, the newest first; a column that never changes costs the counters no update.
create index workflow_executions_in_order on public.workflow_executions (created_at desc, id desc);
create index deleted_executions_in_order on public.deleted_executions (created_at desc);

-- People, the newest first, whose e-mail or id holds a text, or one alone; nobody for who is no admin.
create function private.people(search text, only_one uuid, before_at timestamptz, before_id uuid, most integer)
  returns table (id uuid, email text, created_at timestamptz, is_admin boolean)
  language plpgsql stable security definer set search_path = ''
  -- Asked for one person it looks at one row, which a plan for all questions would not.
  set plan_cache_mode = 'force_custom_plan'
  as $$
    begin
      if not private.is_admin() then
        return;
      end if;
      return query
        select found.person, found.address, found.since,
          exists (select from public.user_roles r where r.user_id = found.person and r.role = 'admin')
        from (
          -- Supabase Auth leaves both open, and tells neither for some.
          select u.id as person, nullif(u.email, '')::text as address,
            coalesce(u.created_at, 'epoch'::timestamptz) as since
          from auth.users u
          where (only_one is null or u.id = only_one)
            and (search is null or strpos(lower(u.email), lower(search)) > 0 or strpos(u.id::text, lower(search)) > 0)
            and (before_at is null or (coalesce(u.created_at, 'epoch'::timestamptz), u.id) < (before_at, before_id))
          order by since desc, person desc
          limit most
        ) found
        order by found.since desc, found.person desc;
    end
  $$;

create function private.emails_of(people uuid[]) returns table (id uuid, email text)
  language sql stable security definer set search_path = ''
  as $$
    select u.id, nullif(u.email, '')::text from auth.users u
    where (select private.is_admin()) and u.id = any (people)
  $$;

-- Gives or takes the role for the admin who asks: done, not_allowed, unknown, or last_admin. The trigger of the table
-- notes it with the claims of whoever asked.
create function private.set_admin(person uuid, wanted boolean) returns text
  language plpgsql volatile security definer set search_path = ''
  as $$
    begin
      -- Two who take it from each other, or the last two from themselves, must come one after the other.
      perform pg_advisory_xact_lock(hashtextextended('who is an admin', 0));
      if not private.is_admin() then
        return 'not_allowed';
      end if;
      if not exists (select from auth.users u where u.id = person) then
        return 'unknown';
      end if;
      if wanted then
        insert into public.user_roles (user_id, role) values (person, 'admin') on conflict do nothing;
        return 'done';
      end if;
      if person = private.claimed_user_id()
        and not exists (select from public.user_roles r where r.role = 'admin' and r.user_id <> person) then
        return 'last_admin';
      end if;
      delete from public.user_roles r where r.user_id = person and r.role = 'admin';
      return 'done';
    end
  $$;

revoke all on function private.people(text, uuid, timestamptz, uuid, integer), private.emails_of(uuid[]),
  private.set_admin(uuid, boolean) from public;
grant execute on function private.people(text, uuid, timestamptz, uuid, integer), private.emails_of(uuid[])
  to authenticated;
grant execute on function private.set_admin(uuid, boolean) to app_api;

alter table public.audit_events drop constraint audit_events_action_check;
alter table public.audit_events add constraint audit_events_action_check check (action in (
  'token.created', 'token.revoked', 'execution.started', 'execution.deleted', 'key.added', 'role.changed',
  'limits.changed', 'signed.in'));

-- A session of Supabase Auth is told once, however often its person comes with it.
create unique index audit_events_sign_ins on public.audit_events (user_id, subject) where action = 'signed.in';
create function private.note_sign_in(session uuid) returns void
  language sql volatile security definer set search_path = ''
  as $$
    insert into public.audit_events (user_id, actor, action, subject, ip)
    select (told.claims ->> 'sub')::uuid, told.claims ->> 'came_by', 'signed.in', session::text,
      told.claims ->> 'came_from'
    from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) told
    where told.claims ->> 'came_by' = 'session' and session is not null
    on conflict (user_id, subject) where action = 'signed.in' do nothing
  $$;
revoke all on function private.note_sign_in(uuid) from public;
grant execute on function private.note_sign_in(uuid) to app_api;

-- A hosted Supabase project hands every new table to service_role too, which no policy binds. Nothing of ours comes as it:
-- the secret key is for Storage, and opens no prompt, no sealed key and no hash of a token.
revoke all on public.user_roles, public.workflows, public.workflow_executions, public.workflow_batch_results,
  public.result_attempts, public.execution_events, public.workers, public.dispatcher_lease, public.deleted_executions,
  public.deleted_attempts, public.removals, public.paces, public.pace_news, public.api_tokens, public.audit_events,
  public.provider_keys from service_role;
