-- Where people want to be told of their batches, and what was told: written by a trigger, in the transaction in which a batch
-- ends or pauses, whoever writes it and whichever release that is. See docs/webhooks.md.

-- An address of one batch alone, told beside those that its owner has registered.
alter table public.workflow_executions add column webhook_url text;

create table public.webhook_endpoints (
  id uuid primary key,
  user_id uuid not null references auth.users (id) on delete cascade,
  -- Null for the one of each person that speaks to the addresses of single batches.
  url text,
  name text,
  events text[] not null,
  created_at timestamptz not null default now(),
  -- Nothing is told to it since then.
  disabled_at timestamptz,
  disabled_because text check (disabled_because in ('owner', 'gone')),
  constraint disabled_with_a_reason check ((disabled_at is null) = (disabled_because is null))
);
create index webhook_endpoints_by_user on public.webhook_endpoints (user_id, created_at desc, id);
create unique index webhook_endpoints_of_batches on public.webhook_endpoints (user_id) where url is null;

-- What is told is signed with each of these that has not expired: a rotation keeps the former one for a while.
create table public.webhook_secrets (
  id uuid primary key,
  endpoint_id uuid not null references public.webhook_endpoints (id) on delete cascade,
  user_id uuid not null references auth.users (id) on delete cascade,
  -- {encrypted, iv, authTag, salt, keyId}: opens for this row and this owner alone
  sealed jsonb not null,
  created_at timestamptz not null default now(),
  expires_at timestamptz
);
create index webhook_secrets_by_endpoint on public.webhook_secrets (endpoint_id);
create index webhook_secrets_by_user on public.webhook_secrets (user_id);

create table public.webhook_deliveries (
  id uuid primary key default gen_random_uuid(),
  user_id uuid not null references auth.users (id) on delete cascade,
  endpoint_id uuid not null references public.webhook_endpoints (id) on delete cascade,
  -- The address of one batch; null where the endpoint has its own.
  url text,
  -- The same for every try, and for every endpoint that is told.
  message_id text not null,
  type text not null,
  -- Points to nobody: what happened is told even after the batch was deleted. No prompt and no name goes in.
  execution_id uuid,
  data jsonb not null default '{}',
  happened_at timestamptz not null default now(),
  state text not null default 'pending' check (state in ('pending', 'delivered', 'failed')),
  tries integer not null default 0,
  -- Grows whenever it is taken in hand, and makes a late note harmless.
  fence integer not null default 0,
  not_before timestamptz not null default now(),
  -- While somebody has it in hand.
  lent_until timestamptz,
  -- {at, status, ms, answer, error} of each try, the last ones.
  attempts jsonb not null default '[]',
  created_at timestamptz not null default now(),
  ended_at timestamptz,
  unique (endpoint_id, message_id),
  constraint ended_when_over check ((state = 'pending') = (ended_at is null))
);
create index webhook_deliveries_by_user on public.webhook_deliveries (user_id, created_at desc, id desc);
create index webhook_deliveries_by_endpoint on public.webhook_deliveries (endpoint_id, created_at desc, id desc);
create index webhook_deliveries_due on public.webhook_deliveries (not_before) where state = 'pending';
create index webhook_deliveries_lent on public.webhook_deliveries (endpoint_id) where lent_until is not null;
create index webhook_deliveries_over on public.webhook_deliveries (ended_at) where ended_at is not null;

do $$
declare
  name text;
begin
  foreach name in array array['webhook_endpoints', 'webhook_secrets', 'webhook_deliveries'] loop
    execute format('alter table public.%I enable row level security', name);
    execute format('alter table public.%I force row level security', name);
    execute format('revoke all on public.%I from public, anon, authenticated, service_role', name);
    execute format(
      'create policy "people see their own, admins all" on public.%I for select to authenticated
         using (user_id = (select auth.uid()) or (select private.is_admin()))', name);
    execute format(
      'create policy "the API writes for the person who asks" on public.%I for all to app_api
         using (user_id = (select private.claimed_user_id()))
         with check (user_id = (select private.claimed_user_id()))', name);
    execute format(
      'create policy "workers do their work" on public.%I for all to app_worker
         using (true) with check (true)', name);
  end loop;
end
$$;
-- The trigger below writes as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner looks endpoints up" on public.webhook_endpoints for all to current_user
  using (true) with check (true);
create policy "the owner tells what happened" on public.webhook_deliveries for all to current_user
  using (true) with check (true);
create policy "rotation finds sealed secrets" on public.webhook_secrets for select to app_rotation using (true);
create policy "rotation seals secrets anew" on public.webhook_secrets for update to app_rotation
  using (true) with check (true);

grant select on public.webhook_endpoints, public.webhook_deliveries to authenticated;
-- Not `sealed`: it is written, opened by workers, and goes out to nobody.
grant select (id, endpoint_id, user_id, created_at, expires_at) on public.webhook_secrets to authenticated, app_api;
grant select, insert, update, delete on public.webhook_endpoints to app_api;
grant insert, update (expires_at), delete on public.webhook_secrets to app_api;
grant select, insert, update on public.webhook_deliveries to app_api;
grant select, update (disabled_at, disabled_because) on public.webhook_endpoints to app_worker;
grant select on public.webhook_secrets to app_worker;
grant select, update, delete on public.webhook_deliveries to app_worker;
grant select (id, user_id, sealed), update (sealed) on public.webhook_secrets to app_rotation;

-- Tells every endpoint of the batch's owner that listens for it; a batch that was opened again and ends again is news.
create function private.tell_webhooks() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    declare
      what text := case new.type
        when 'execution.paused' then new.type
        else 'execution.' || (new.data ->> 'status')
      end;
    begin
      insert into public.webhook_deliveries
        (user_id, endpoint_id, url, message_id, type, execution_id, data, happened_at)
      select p.user_id, p.id, case when p.url is null then e.webhook_url end,
        format('msg_%s_%s', replace(e.id::text, '-', ''), new.sequence), what, e.id,
        jsonb_build_object('workflowId', e.workflow_id, 'model', e.model, 'sequence', new.sequence,
          'status', new.data -> 'status', 'reason', new.data -> 'reason', 'counts', new.data -> 'counts'),
        new.created_at
      from public.workflow_executions e join public.webhook_endpoints p on p.user_id = e.user_id
      where e.id = new.execution_id and p.disabled_at is null and what = any (p.events)
        and coalesce(p.url, e.webhook_url) is not null
      -- One that is just being deleted is waited for and left out: it must not break what ends here.
      for key share of p
      on conflict (endpoint_id, message_id) do nothing;
      return null;
    end
  $$;
revoke all on function private.tell_webhooks() from public;
create trigger tell_webhooks after insert on public.execution_events
  for each row when (new.type in ('execution.paused', 'execution.ended'))
  execute function private.tell_webhooks();
