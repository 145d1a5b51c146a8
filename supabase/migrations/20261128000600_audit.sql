-- Who did what, by which door: written by triggers, in the transaction of what they tell, so that nothing happens without
-- its line. Admins read it; nobody changes it. No secret, no prompt and no name of a batch goes in.

create table public.audit_events (
  id uuid primary key default gen_random_uuid(),
  at timestamptz not null default clock_timestamp(),
  -- Who did it; points to nobody, as a line outlives its person. Null for what the system did.
  user_id uuid,
  actor text not null check (actor in ('session', 'token', 'local', 'system')),
  action text not null check (action in (
    'token.created', 'token.revoked', 'execution.started', 'execution.deleted', 'key.added', 'role.changed')),
  -- The id of what it was done to.
  subject text not null,
  details jsonb not null default '{}',
  ip text
);
create index audit_events_in_order on public.audit_events (at desc, id desc);
create index audit_events_by_user on public.audit_events (user_id, at desc, id desc);

alter table public.audit_events enable row level security;
alter table public.audit_events force row level security;
revoke all on public.audit_events from public, anon, authenticated;
create policy "admins read" on public.audit_events for select to authenticated
  using ((select private.is_admin()));
grant select on public.audit_events to authenticated;
-- The triggers write as the owner, whom the forced policies bind too where it is no superuser; backups read as the owner.
create policy "the owner reads" on public.audit_events for select to current_user using (true);
create policy "the owner notes what happens" on public.audit_events for insert to current_user with check (true);
create policy "the owner forgets what is old" on public.audit_events for delete to current_user using (true);
-- Who is an admin is decided by whoever has the database; no request runs as the owner.
create policy "the owner appoints admins" on public.user_roles for all to current_user
  using (true) with check (true);

-- Binds superusers too, whom no policy binds.
create function private.keep_audit() returns trigger
  language plpgsql set search_path = ''
  as $$
    begin
      if tg_op = 'DELETE' then
        if old.at < now() - interval '90 days' then
          return old;
        end if;
      end if;
      raise exception 'No line of the audit trail is changed, and none is deleted before it is 90 days old.'
        using errcode = 'insufficient_privilege';
    end
  $$;
create trigger keep_lines before update or delete on public.audit_events
  for each row execute function private.keep_audit();
create trigger keep_table before truncate on public.audit_events
  for each statement execute function private.keep_audit();

-- Writes a line for whoever the claims of this transaction tell; without claims the system did it.
create function private.note_audit(action text, subject uuid, details jsonb) returns void
  language sql volatile security definer set search_path = ''
  as $$
    insert into public.audit_events (user_id, actor, action, subject, details, ip)
    select (told.claims ->> 'sub')::uuid, coalesce(told.claims ->> 'came_by', 'system'), $1, $2::text, $3,
      told.claims ->> 'came_from'
    from (select nullif(current_setting('request.jwt.claims', true), '')::jsonb as claims) told
  $$;

create function private.audit_token() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      perform private.note_audit(
        case tg_op when 'INSERT' then 'token.created' else 'token.revoked' end, new.id,
        jsonb_build_object('name', new.name, 'scope', new.scope, 'expires_at', new.expires_at));
      return null;
    end
  $$;
create trigger audit_created after insert on public.api_tokens
  for each row execute function private.audit_token();
create trigger audit_revoked after update of revoked_at on public.api_tokens
  for each row when (old.revoked_at is null and new.revoked_at is not null)
  execute function private.audit_token();

create function private.audit_execution() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      if tg_op = 'INSERT' then
        perform private.note_audit('execution.started', new.id,
          jsonb_build_object('model', new.model, 'results', new.results_count, 'workflow_id', new.workflow_id));
      else
        perform private.note_audit('execution.deleted', old.id,
          jsonb_build_object('model', old.model, 'results', old.results_count, 'workflow_id', old.workflow_id));
      end if;
      return null;
    end
  $$;
create trigger audit_started after insert on public.workflow_executions
  for each row execute function private.audit_execution();
create trigger audit_deleted after delete on public.workflow_executions
  for each row execute function private.audit_execution();

create function private.audit_key() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      perform private.note_audit('key.added', new.id, jsonb_build_object('model', new.config ->> 'model'));
      return null;
    end
  $$;
create trigger audit_key_stored after insert on public.workflows
  for each row when (jsonb_typeof(new.config -> 'api_key_encrypted') = 'object')
  execute function private.audit_key();
-- Not where nobody asked for it: the same keys sealed anew under another ENCRYPTION_KEY are no other keys.
create trigger audit_key_replaced after update of config on public.workflows
  for each row when (
    jsonb_typeof(new.config -> 'api_key_encrypted') = 'object'
    and new.config -> 'api_key_encrypted' is distinct from old.config -> 'api_key_encrypted'
    and nullif(current_setting('request.jwt.claims', true), '') is not null)
  execute function private.audit_key();

create function private.audit_role() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      perform private.note_audit('role.changed', coalesce(new.user_id, old.user_id),
        jsonb_build_object('before', old.role, 'after', new.role));
      return null;
    end
  $$;
create trigger audit_role after insert or update or delete on public.user_roles
  for each row execute function private.audit_role();

revoke all on function private.keep_audit(), private.note_audit(text, uuid, jsonb), private.audit_token(),
  private.audit_execution(), private.audit_key(), private.audit_role() from public;
