import type pg from "pg";

type Row = { sentence: string };

/**
 * Looks a database's catalogue over and says, one sentence each, where a wall between people is missing: tables without
 * forced row level security, grants to strangers, functions anybody may run. Empty when all stand.
 */
export async function wallComplaints(client: pg.ClientBase): Promise<string[]> {
  const found: string[] = [];
  for (const statement of [tableStatement, grantStatement, policyStatement, functionStatement])
    found.push(...(await client.query<Row>(statement)).rows.map((row) => row.sentence));
  return found.toSorted();
}

const tableStatement = `
  select sentence from pg_class c, lateral (values
    (c.relkind not in ('r', 'p'), format('public.%s is no table: what people may read through it is not checked here.', c.relname)),
    (c.relkind in ('r', 'p') and not c.relrowsecurity, format('public.%s has no row level security: enable it in its migration.', c.relname)),
    (c.relkind in ('r', 'p') and not c.relforcerowsecurity, format('public.%s does not force row level security on its owner.', c.relname)),
    (c.relkind in ('r', 'p') and not exists (select from pg_policy p where p.polrelid = c.oid),
      format('public.%s has no policy: say who may see which of its rows.', c.relname)),
    (c.relkind in ('r', 'p') and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'user_id' and not a.attisdropped)
      and not exists (
        select from pg_index i join pg_attribute a on a.attrelid = c.oid and a.attnum = i.indkey[0]
        where i.indrelid = c.oid and a.attname = 'user_id'),
      format('public.%s has no index that begins with user_id, which its policies compare.', c.relname))
  ) as look (is_wrong, sentence)
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') and is_wrong`;

/** Grants on tables, sequences and single columns; an owner's own are left out. */
const grantStatement = `
  with granted as (
    select c.relname::text as what, g.grantee, g.privilege_type from pg_class c, aclexplode(c.relacl) g
    where c.relnamespace = 'public'::regnamespace and g.grantee <> c.relowner
    union all
    select c.relname || '.' || a.attname, g.grantee, g.privilege_type
    from pg_class c join pg_attribute a on a.attrelid = c.oid, aclexplode(a.attacl) g
    where c.relnamespace = 'public'::regnamespace and g.grantee <> c.relowner
  ), named as (
    select what, privilege_type, case grantee when 0 then 'public' else grantee::regrole::text end as role from granted
  )
  select format('%s is granted to %s on public.%s: revoke it.', privilege_type, role, what) as sentence from named
  where role in ('public', 'anon', 'service_role') or (role = 'authenticated' and privilege_type <> 'SELECT')`;

const policyStatement = `
  select format('The policy "%s" on public.%s is for %s: name the roles it is for.', p.polname, c.relname,
    case role when 0 then 'everybody' else role::regrole::text end) as sentence
  from pg_policy p join pg_class c on c.oid = p.polrelid, unnest(p.polroles) role
  where c.relnamespace = 'public'::regnamespace and (role = 0 or role = 'anon'::regrole)`;

const functionStatement = `
  select sentence from pg_proc f, lateral (values
    (f.proacl is null or exists (select from aclexplode(f.proacl) g where g.grantee = 0),
      format('Everybody may run %s: revoke it from public.', f.oid::regprocedure)),
    (has_function_privilege('anon', f.oid, 'execute'), format('anon may run %s.', f.oid::regprocedure)),
    (not exists (select from unnest(f.proconfig) setting where setting like 'search_path=%'),
      format('%s does not pin its search_path.', f.oid::regprocedure)),
    (f.prosecdef and f.pronamespace = 'public'::regnamespace,
      format('%s runs with its owner''s rights in a schema that clients reach: move it to private.', f.oid::regprocedure))
  ) as look (is_wrong, sentence)
  where f.pronamespace in ('public'::regnamespace, 'private'::regnamespace) and is_wrong
    and not exists (select from pg_depend d where d.objid = f.oid and d.deptype = 'e')`;
