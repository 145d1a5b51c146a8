-- What each person may do: requests a minute, batches and pictures a day, money a month. See docs/limits.md.

create table public.user_limits (
  user_id uuid primary key references auth.users (id) on delete cascade,
  -- Null is without a limit; a person without a row has the limits for everybody.
  requests_a_minute integer check (requests_a_minute > 0),
  executions_a_day integer check (executions_a_day > 0),
  pictures_a_day integer check (pictures_a_day > 0),
  money_a_month_micros bigint check (money_a_month_micros > 0),
  updated_at timestamptz not null default now(),
  -- Points to nobody, as what an admin has set outlives the admin.
  updated_by uuid
);

-- No row until an admin sets one: what holds then is told in core/src/limits/everybodys-limits.ts. A seeded row would
-- stand in the way of a restore.
create table public.default_limits (
  only_one boolean primary key default true check (only_one),
  requests_a_minute integer check (requests_a_minute > 0),
  executions_a_day integer check (executions_a_day > 0),
  pictures_a_day integer check (pictures_a_day > 0),
  money_a_month_micros bigint check (money_a_month_micros > 0),
  updated_at timestamptz not null default now(),
  updated_by uuid
);

-- Failed pictures that were asked for again, by day of UTC: what else was asked for stands with its batch.
create table public.retried_pictures (
  user_id uuid not null references auth.users (id) on delete cascade,
  day date not null,
  pictures integer not null check (pictures > 0),
  primary key (user_id, day)
);

do $$
declare
  name text;
begin
  foreach name in array array['user_limits', 'default_limits', 'retried_pictures'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated', name);
    -- Backups and the functions below run as the owner, whom the forced policies bind too where it is no superuser.
    execute format('create policy "the owner looks up" on public.%I for select to current_user using (true)', name);
  end loop;
  foreach name in array array['user_limits', 'retried_pictures'] loop
    execute format(
      'create policy "people see their own, admins all" on public.%I for select to authenticated
         using (user_id = (select auth.uid()) or (select private.is_admin()))', name);
  end loop;
  foreach name in array array['user_limits', 'default_limits'] loop
    execute format(
      'create policy "the owner sets them for admins" on public.%I for all to current_user
         using ((select private.is_admin())) with check ((select private.is_admin()))', name);
  end loop;
end
$$;
create policy "admins read" on public.default_limits for select to authenticated
  using ((select private.is_admin()));
create policy "the API writes for the person who asks" on public.retried_pictures for all to app_api
  using (user_id = (select private.claimed_user_id()))
  with check (user_id = (select private.claimed_user_id()));
grant select on public.user_limits, public.default_limits, public.retried_pictures to authenticated;
grant select, insert, update on public.retried_pictures to app_api;
-- What was spent in a month is counted while a batch is started.
grant select on public.result_attempts, public.deleted_attempts to app_api;
-- Batches of before that went on in this month.
create index workflow_executions_by_end on public.workflow_executions (user_id, completed_at);

-- What holds for a person: their own limits, else those for everybody; no row where nobody has set any.
create function private.limits_of(person uuid)
  returns table (requests_a_minute integer, executions_a_day integer, pictures_a_day integer, money_a_month_micros bigint)
  language sql stable security definer set search_path = ''
  as $$
    select l.requests_a_minute, l.executions_a_day, l.pictures_a_day, l.money_a_month_micros
    from public.user_limits l where l.user_id = person
    union all
    select d.requests_a_minute, d.executions_a_day, d.pictures_a_day, d.money_a_month_micros
    from public.default_limits d where not exists (select from public.user_limits l where l.user_id = person)
  $$;

-- Sets a person's limits, or everybody's where `person` is null, for whoever asks, if that is an admin at this moment.
-- False where there is no such person.
create function private.set_limits(
  person uuid, requests_a_minute integer, executions_a_day integer, pictures_a_day integer, money_a_month_micros bigint)
  returns boolean
  language plpgsql security definer set search_path = ''
  as $$
    declare
      asker uuid := private.claimed_user_id();
    begin
      if not private.is_admin() then
        raise exception 'Only admins set limits.' using errcode = 'insufficient_privilege';
      end if;
      if person is null then
        insert into public.default_limits as d
          (requests_a_minute, executions_a_day, pictures_a_day, money_a_month_micros, updated_by)
        values ($2, $3, $4, $5, asker)
        on conflict (only_one) do update set
          requests_a_minute = $2, executions_a_day = $3, pictures_a_day = $4, money_a_month_micros = $5,
          updated_at = now(), updated_by = asker;
        return true;
      end if;
      insert into public.user_limits as l
        (user_id, requests_a_minute, executions_a_day, pictures_a_day, money_a_month_micros, updated_by)
      values (person, $2, $3, $4, $5, asker)
      on conflict (user_id) do update set
        requests_a_minute = $2, executions_a_day = $3, pictures_a_day = $4, money_a_month_micros = $5,
        updated_at = now(), updated_by = asker;
      return true;
    exception when foreign_key_violation then
      return false;
    end
  $$;

-- From then on the limits for everybody hold for that person.
create function private.clear_limits(person uuid) returns void
  language plpgsql security definer set search_path = ''
  as $$
    begin
      if not private.is_admin() then
        raise exception 'Only admins set limits.' using errcode = 'insufficient_privilege';
      end if;
      delete from public.user_limits l where l.user_id = person;
    end
  $$;
revoke all on function private.limits_of(uuid), private.clear_limits(uuid),
  private.set_limits(uuid, integer, integer, integer, bigint) from public;
grant execute on function private.limits_of(uuid) to app_api, authenticated;
grant execute on function private.clear_limits(uuid), private.set_limits(uuid, integer, integer, integer, bigint)
  to app_api;

-- A new kind of line in the audit trail.
alter table public.audit_events drop constraint audit_events_action_check;
alter table public.audit_events add constraint audit_events_action_check check (action in (
  'token.created', 'token.revoked', 'execution.started', 'execution.deleted', 'key.added', 'role.changed',
  'limits.changed'));

create function private.audit_limits() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    declare
      before jsonb := to_jsonb(old) - array['user_id', 'only_one', 'updated_at', 'updated_by'];
      after jsonb := to_jsonb(new) - array['user_id', 'only_one', 'updated_at', 'updated_by'];
      claims jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
    begin
      if before is distinct from after then
        -- Not by note_audit(), which tells of one id: these may be everybody's.
        insert into public.audit_events (user_id, actor, action, subject, details, ip)
        values ((claims ->> 'sub')::uuid, coalesce(claims ->> 'came_by', 'system'), 'limits.changed',
          coalesce(to_jsonb(new) ->> 'user_id', to_jsonb(old) ->> 'user_id', 'everybody'),
          jsonb_build_object('before', before, 'after', after), claims ->> 'came_from');
      end if;
      return null;
    end
  $$;
revoke all on function private.audit_limits() from public;
create trigger audit_limits after insert or update or delete on public.user_limits
  for each row execute function private.audit_limits();
create trigger audit_limits after insert or update or delete on public.default_limits
  for each row execute function private.audit_limits();

-- Requests of the present minute, in the shape that rate-limiter-flexible writes. Not in public: it is of the server and
-- nothing that people read. Whoever crashes loses a minute's count.
create unlogged table private.request_counts (
  key varchar(255) primary key,
  points integer not null default 0,
  -- Milliseconds since 1970.
  expire bigint
);
create index request_counts_by_end on private.request_counts (expire);
alter table private.request_counts enable row level security;
alter table private.request_counts force row level security;
revoke all on private.request_counts from public, anon, authenticated;
create policy "the API counts" on private.request_counts for all to app_api using (true) with check (true);
grant select, insert, update, delete on private.request_counts to app_api;
