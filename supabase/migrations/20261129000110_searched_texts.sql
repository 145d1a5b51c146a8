-- What a search in one's history reads of each batch, in one narrow row: its name, its model and its first three prompts, as
-- a search compares them. Read from the results themselves, 10 000 batches took 100 ms. See
-- docs/decisions/2026-11-29-searched-texts.md.

-- A text without its accents, in small letters, one space between words. Letters beyond ASCII are made small by ICU's rules,
-- where the server has them: a database's own locale may be "C", which knows none of them.
do $$
declare
  plain text := case getdatabaseencoding()
    when 'UTF8' then $sql$regexp_replace(normalize(text, NFD), '[\u0300-\u036f]', '', 'g')$sql$ else 'text' end;
  rules text := case when getdatabaseencoding() = 'UTF8'
    and exists (select from pg_collation where collname = 'und-x-icu' and collnamespace = 'pg_catalog'::regnamespace)
    then 'pg_catalog."und-x-icu"' else 'pg_catalog."default"' end;
begin
  execute format(
    $sql$create function private.folded(text text) returns text
      language sql immutable parallel safe set search_path = ''
      as $body$ select btrim(regexp_replace(lower(%s collate %s), '[\s\u00a0\u2000-\u200a\u202f\u3000]+', ' ', 'g')) $body$ $sql$,
    plain, rules);
end
$$;
revoke all on function private.folded(text) from public;
grant execute on function private.folded(text) to authenticated;

-- Those of a batch, a line each: the name, which may be empty, the model, the prompts. Folded at once: each call has its cost.
create function private.folded_lines(name text, model text, prompts text[]) returns text
  language sql stable parallel safe set search_path = ''
  as $$
    select translate(private.folded(concat_ws(E'\x01', coalesce(name, ''), model,
      array_to_string(prompts, E'\x01'))), E'\x01', E'\n')
  $$;
revoke all on function private.folded_lines(text, text, text[]) from public;

create table public.searched_texts (
  execution_id uuid primary key references public.workflow_executions (id) on delete cascade,
  user_id uuid not null references auth.users (id),
  created_at timestamptz not null,
  lines text not null
);
create index searched_texts_by_user on public.searched_texts (user_id, created_at desc, execution_id desc);
alter table public.searched_texts enable row level security;
alter table public.searched_texts force row level security;
revoke all on public.searched_texts from public, anon, authenticated, service_role;
create policy "people see their own, admins all" on public.searched_texts for select to authenticated
  using (user_id = (select auth.uid()) or (select private.is_admin()));
-- The triggers below write as the owner, whom the forced policies bind too where it is no superuser.
create policy "the owner notes them" on public.searched_texts for all to current_user using (true) with check (true);
grant select on public.searched_texts to authenticated;

create function private.note_searched_text() returns trigger
  language plpgsql security definer set search_path = ''
  as $$
    begin
      if tg_op = 'INSERT' then
        insert into public.searched_texts (execution_id, user_id, created_at, lines)
        select new.id, new.user_id, new.created_at, private.folded_lines(new.name, new.model,
          (select w.prompts[1:3] from public.workflows w where w.id = new.workflow_id));
      else
        -- The prompts stay as they are, and of 100 000 the first three are not to be found for nothing.
        update public.searched_texts t
        set created_at = new.created_at,
          lines = private.folded(coalesce(new.name, '')) || substr(t.lines, strpos(t.lines, E'\n'))
        where t.execution_id = new.id;
      end if;
      return null;
    end
  $$;
revoke all on function private.note_searched_text() from public;
create trigger note_searched_text after insert on public.workflow_executions
  for each row execute function private.note_searched_text();
create trigger note_searched_name after update of name, created_at on public.workflow_executions
  for each row when (old.name is distinct from new.name or old.created_at <> new.created_at)
  execute function private.note_searched_text();

insert into public.searched_texts (execution_id, user_id, created_at, lines)
select e.id, e.user_id, e.created_at,
  private.folded_lines(e.name, e.model, array(
    select r.prompt_text from public.workflow_batch_results r
    where r.execution_id = e.id and r.batch_index < 3 and r.variation = 0 order by r.batch_index))
from public.workflow_executions e
-- One that begins meanwhile is noted by its trigger.
on conflict do nothing;
