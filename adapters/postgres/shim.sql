-- What Supabase brings and plain PostgreSQL lacks; idempotent, never run on Supabase.
do $$
declare
  name text;
begin
  foreach name in array array['anon', 'authenticated', 'service_role'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I nologin noinherit', name);
    end if;
  end loop;
  begin
    alter role service_role bypassrls;
  exception when insufficient_privilege then
    -- Only a superuser may grant it before PostgreSQL 16; nothing of ours uses this role on plain PostgreSQL.
    null;
  end;
exception when duplicate_object or unique_violation then
  -- Another process made them at the same moment.
  null;
end
$$;
grant anon, authenticated, service_role to current_user;

create schema if not exists auth;
grant usage on schema auth to anon, authenticated, service_role;

create table if not exists auth.users (
  id uuid primary key,
  email text,
  created_at timestamptz default now()
);

create or replace function auth.jwt() returns jsonb language sql stable
  as $$ select nullif(current_setting('request.jwt.claims', true), '')::jsonb $$;
create or replace function auth.uid() returns uuid language sql stable
  as $$ select (auth.jwt() ->> 'sub')::uuid $$;
create or replace function auth.role() returns text language sql stable
  as $$ select auth.jwt() ->> 'role' $$;
