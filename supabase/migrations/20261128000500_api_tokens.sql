-- Tokens for scripts: what their owner may do, or only the reading half of it, without a sign-in. Of a token its hash alone
-- is kept; it is random enough that no salt is needed. See docs/api-tokens.md.

create table public.api_tokens (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 80),
  scope text not null check (scope in ('read', 'run')),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  -- So that people know which one it is.
  last_four text not null check (char_length(last_four) = 4),
  created_at timestamptz not null default now(),
  -- To the minute.
  last_used_at timestamptz,
  expires_at timestamptz,
  revoked_at timestamptz
);
create index api_tokens_by_user on public.api_tokens (user_id, created_at desc);

alter table public.api_tokens enable row level security;
alter table public.api_tokens force row level security;
revoke all on public.api_tokens from public, anon, authenticated;
create policy "people see their own, admins all" on public.api_tokens for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
create policy "the API writes for the person who asks" on public.api_tokens for all to app_api
  using (user_id = (select private.claimed_user_id()))
  with check (user_id = (select private.claimed_user_id()));
-- private.person_by_token() runs as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner looks tokens up" on public.api_tokens for select to current_user using (true);
create policy "the owner notes their use" on public.api_tokens for update to current_user
  using (true) with check (true);

-- Never the hash, not to its owner and not to the API.
grant select (id, user_id, name, scope, last_four, created_at, last_used_at, expires_at, revoked_at)
  on public.api_tokens to authenticated, app_api;
grant insert, update (revoked_at) on public.api_tokens to app_api;

-- Whose token has this SHA-256, before anybody is known; no row for one that is unknown, expired or revoked. Its use is
-- noted once a minute, by whoever comes first: nobody waits for another call of the same token.
create function private.person_by_token(hash bytea) returns table (user_id uuid, scope text, id uuid)
  language sql volatile security definer set search_path = ''
  as $$
    with found as (
      select t.id, t.user_id, t.scope from public.api_tokens t
      where t.token_hash = hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
        -- Whom Supabase Auth has shut out sends no script either; elsewhere these columns are missing.
        and not exists (
          select from auth.users u where u.id = t.user_id
            and ((to_jsonb(u) ->> 'banned_until')::timestamptz > now() or to_jsonb(u) ->> 'deleted_at' is not null))
    ), due as (
      select t.id from public.api_tokens t
      where t.id = (select f.id from found f)
        and (t.last_used_at is null or t.last_used_at <= now() - interval '1 minute')
      for update skip locked
    ), noted as (
      update public.api_tokens t set last_used_at = now() from due where t.id = due.id
    )
    select f.user_id, f.scope, f.id from found f
  $$;
revoke all on function private.person_by_token(bytea) from public;
grant execute on function private.person_by_token(bytea) to app_api;
