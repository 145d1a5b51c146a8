-- Provider keys that people have remembered, and the role that seals stored keys anew when ENCRYPTION_KEY changes.
-- See docs/keys.md.

create table public.provider_keys (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  -- Whose key it is, as the catalogue names its vendors.
  vendor text not null,
  name text,
  -- {encrypted, iv, authTag, salt, keyId}: opens for this row and this owner alone
  sealed jsonb not null,
  -- Null where the key is so short that four characters would tell too much of it.
  last_four text check (char_length(last_four) = 4),
  -- Whose limits count together, as in workflows; another one under another ENCRYPTION_KEY.
  account text not null,
  created_at timestamptz not null default now(),
  last_used_at timestamptz,
  tested_at timestamptz,
  test_outcome text check (test_outcome in ('works', 'refused', 'unreachable')),
  constraint tested_with_an_outcome check ((tested_at is null) = (test_outcome is null))
);
create index provider_keys_by_user on public.provider_keys (user_id, created_at desc, id);

alter table public.provider_keys enable row level security;
alter table public.provider_keys force row level security;
revoke all on public.provider_keys from public, anon, authenticated;
create policy "people see their own, admins all" on public.provider_keys for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "the API writes for the person who asks" on public.provider_keys for all to app_api
  using (user_id = (select private.claimed_user_id()))
  with check (user_id = (select private.claimed_user_id()));
-- A backup holds every row, and is taken as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner backs it up" on public.provider_keys for select to current_user using (true);
-- Neither `sealed` nor `account`: it is written and used, and goes out to nobody.
grant select (id, user_id, vendor, name, last_four, created_at, last_used_at, tested_at, test_outcome)
  on public.provider_keys to authenticated;
grant select, insert, update, delete on public.provider_keys to app_api;

-- Who rotates sees every sealed key, and of all else nothing; nobody else gains a right by it.
do $$
begin
  if not exists (select from pg_roles where rolname = 'app_rotation') then
    create role app_rotation nologin noinherit;
  end if;
end
$$;
grant app_rotation to current_user;
grant usage on schema public to app_rotation;

create policy "rotation finds sealed keys" on public.workflows for select to app_rotation using (true);
create policy "rotation seals keys anew" on public.workflows for update to app_rotation
  using (true) with check (true);
grant select (id, user_id, account, config), update (config) on public.workflows to app_rotation;

create policy "rotation finds sealed keys" on public.provider_keys for select to app_rotation using (true);
create policy "rotation seals keys anew" on public.provider_keys for update to app_rotation
  using (true) with check (true);
grant select (id, user_id, account, sealed), update (sealed, account) on public.provider_keys to app_rotation;

-- What an account has found out goes along to its new name.
create policy "rotation carries paces over" on public.paces for all to app_rotation
  using (true) with check (true);
grant select, insert, update on public.paces to app_rotation;
