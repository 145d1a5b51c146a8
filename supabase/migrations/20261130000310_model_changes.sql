-- What admins have changed of the catalogue on screen: partial entries as in models.json, one row a model, laid over what the
-- server has by itself. And of a remembered key, which models the provider said that it may call. See docs/add-a-model.md.

create table public.model_changes (
  id text primary key check (char_length(id) between 1 and 200),
  -- A partial entry without its id.
  change jsonb not null check (jsonb_typeof(change) = 'object' and length(change::text) < 50000),
  -- Keeps its place among the others, however often it is changed: what is like another comes after it.
  created_at timestamptz not null default clock_timestamp(),
  changed_at timestamptz not null default clock_timestamp(),
  -- Points to nobody, as what an admin has changed outlives the admin.
  changed_by uuid
);

alter table public.model_changes enable row level security;
alter table public.model_changes force row level security;
revoke all on public.model_changes from public, anon, authenticated, service_role;
-- Prices are no secret, and each process reads them for nobody in particular.
create policy "our processes see what holds" on public.model_changes for select
  to app_api, app_worker using (true);
create policy "the owner backs it up" on public.model_changes for select to current_user using (true);
grant select on public.model_changes to app_api, app_worker;

-- Where nobody signs in, whoever is at the machine is the admin of its catalogue.
create function private.may_change_models() returns boolean
  language sql stable security definer set search_path = ''
  as $$
    select private.is_admin()
      or nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'came_by' is not distinct from 'local'
  $$;
create policy "the owner changes it for admins" on public.model_changes for all to current_user
  using ((select private.may_change_models())) with check ((select private.may_change_models()));

create function private.set_model_change(model text, entry jsonb) returns void
  language plpgsql security definer set search_path = ''
  as $$
    begin
      if not private.may_change_models() then
        raise exception 'Only admins change models.' using errcode = 'insufficient_privilege';
      end if;
      insert into public.model_changes as m (id, change, changed_by)
      values (model, entry, private.claimed_user_id())
      on conflict (id) do update set change = entry, changed_at = clock_timestamp(), changed_by = private.claimed_user_id();
    end
  $$;

-- False where nothing was changed.
create function private.undo_model_change(model text) returns boolean
  language plpgsql security definer set search_path = ''
  as $$
    begin
      if not private.may_change_models() then
        raise exception 'Only admins change models.' using errcode = 'insufficient_privilege';
      end if;
      delete from public.model_changes m where m.id = model;
      return found;
    end
  $$;

alter table public.audit_events drop constraint audit_events_action_check;
alter table public.audit_events add constraint audit_events_action_check check (action in (
  'token.created', 'token.revoked', 'execution.started', 'execution.deleted', 'key.added', 'role.changed',
  'limits.changed', 'signed.in', 'model.changed'));

create function private.audit_model() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    declare
      claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    begin
      if old.change is distinct from new.change then
        -- Not by note_audit(), which tells of a uuid.
        insert into public.audit_events (user_id, actor, action, subject, details, ip)
        values ((claims ->> 'sub')::uuid, coalesce(claims ->> 'came_by', 'system'), 'model.changed',
          coalesce(new.id, old.id), jsonb_build_object('before', old.change, 'after', new.change),
          claims ->> 'came_from');
      end if;
      return null;
    end
  $$;
create trigger audit_model after insert or update or delete on public.model_changes
  for each row execute function private.audit_model();

revoke all on function private.may_change_models(), private.audit_model(),
  private.set_model_change(text, jsonb), private.undo_model_change(text) from public;
grant execute on function private.set_model_change(text, jsonb), private.undo_model_change(text) to app_api;

-- Ids of the catalogue as it was then. A model that stands in neither was not asked about.
alter table public.provider_keys
  add column models text[],
  add column missing_models text[];
grant select (models, missing_models) on public.provider_keys to authenticated;
