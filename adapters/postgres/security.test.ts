import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { claimsOf, readAsPerson, writeForPerson } from "./as-person.ts";
import { createPool, type Pool } from "./pools.ts";
import { type Actor, actorsOf } from "./testing/actors.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { oneOfEverything } from "./testing/one-of-everything.ts";
import { rights, type Verb } from "./testing/rights.ts";
import { sumAnalytics } from "./testing/sum-analytics.ts";
import { wallComplaints } from "./testing/wall-complaints.ts";

const owner = testUserId;
const another = randomUUID();
const admin = randomUUID();
const whose: Record<string, string> = { [owner]: "owner", [another]: "another", [admin]: "admin" };
const denied = { code: "42501" };

type Table = { name: string; columns: string; key: string };
let drop: () => Promise<void>;
let api: Pool;
let workers: Pool;
let superuser: pg.Client;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 1, onError });
  workers = createPool({ connectionString, role: "app_worker", most: 2, onError });
  superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
  await superuser.connect();
  await superuser.query("insert into auth.users (id) values ($1), ($2)", [another, admin]);
  await superuser.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
  await superuser.query(
    "insert into user_limits (user_id, executions_a_day) values ($1, 100), ($2, 100)",
    [owner, another],
  );
  await superuser.query("insert into default_limits (executions_a_day) values (100)");
  await superuser.query(`insert into model_changes (id, change) values ('simulator', '{}')`);
  await oneOfEverything({ api, workers }, owner);
  await oneOfEverything({ api, workers }, another);
  await sumAnalytics(workers, superuser, [owner, another]);
});

afterAll(async () => {
  await superuser?.end();
  await Promise.all([api, workers].map((pool) => pool?.end()));
  await drop?.();
});

async function tables(): Promise<Table[]> {
  const found = await superuser.query<Table>(
    `select c.relname::text as name,
       (select string_agg(format('%I', attname), ', ') from pg_attribute
        where attrelid = c.oid and attnum > 0 and not attisdropped and attgenerated = '') as columns,
       (select string_agg(format('%I', attname), ', ') from pg_attribute, pg_index
        where attrelid = c.oid and indrelid = c.oid and indisprimary and attnum = any (indkey)) as key
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  return found.rows;
}

/** One row of each person who has some there. */
async function rowsOf(table: Table): Promise<{ whose: string; json: string }[]> {
  const found = await superuser.query<{ json: string; user_id: string | null }>(
    // A pace is everybody's whose key it is.
    `select to_jsonb(t)::text as json, coalesce(to_jsonb(t) ->> 'user_id',
       (select w.user_id::text from public.workflows w where w.account = to_jsonb(t) ->> 'account')) as user_id
     from public.${table.name} t`,
  );
  const byPerson = new Map(
    found.rows.map((row) => [row.user_id ? (whose[row.user_id] ?? "") : "nobody", row.json]),
  );
  return [...byPerson].map(([name, json]) => ({ whose: name, json }));
}

/** Tries a verb on one row as an actor, in a transaction that leaves nothing; true when it worked on that row. */
async function may(actor: Actor, verb: Verb, table: Table, row: string): Promise<boolean> {
  const name = `public.${table.name}`;
  const stored = `jsonb_populate_record(null::${name}, $1::jsonb)`;
  const isThisRow = `(${table.key}) = (select ${table.key} from ${stored})`;
  const [first = ""] = table.key.split(", ");
  const statements = {
    select: `select ${first} from ${name} where ${isThisRow}`,
    insert: `insert into ${name} (${table.columns}) select ${table.columns} from ${stored}`,
    update: `update ${name} set ${first} = ${first} where ${isThisRow}`,
    delete: `delete from ${name} where ${isThisRow}`,
  };
  await superuser.query("begin");
  try {
    if (verb === "insert") {
      // The row is taken away first, so that only the wall can refuse it; no trigger sees that its children stay.
      await superuser.query("set local session_replication_role = replica");
      await superuser.query(statements.delete, [row]);
    }
    await superuser.query(
      "select set_config('role', $1, true), set_config('request.jwt.claims', $2, true)",
      [actor.role, actor.claims ?? ""],
    );
    const done = await superuser.query(statements[verb], [row]);
    return done.rowCount === 1;
  } catch (error) {
    if ((error as pg.DatabaseError).code === denied.code) return false;
    throw error;
  } finally {
    await superuser.query("rollback");
  }
}

describe("who may do what", () => {
  test("every table stands in the list of this test, and every listed one exists", async () => {
    const missing = (await tables()).filter(({ name }) => !(name in rights));
    expect(
      missing.map(({ name }) => `public.${name} is new: say in security.test.ts who may do what.`),
    ).toEqual([]);
    expect((await tables()).map(({ name }) => name)).toEqual(Object.keys(rights).toSorted());
  });

  test.each(actorsOf({ owner, another, admin }))(
    "$name does to each row of each table what is listed, and nothing else",
    async (actor) => {
      const seen: string[] = [];
      const wanted: string[] = [];
      for (const table of await tables()) {
        const rows = await rowsOf(table);
        expect(rows, `rows of ${table.name} to try on`).not.toHaveLength(0);
        for (const row of rows)
          for (const verb of ["select", "insert", "update", "delete"] as const) {
            const what = `${verb} ${table.name} of ${row.whose}`;
            if (await may(actor, verb, table, row.json)) seen.push(what);
            const all = rights[table.name] ?? {};
            const listed = actor.role === "anon" ? [] : (all[actor.role] ?? []);
            const forAdmins = actor.isAdmin ? (all.admins ?? []) : [];
            const isReached = all.isForEverybody ?? actor.reaches.includes(row.whose);
            if ([...listed, ...forAdmins].includes(verb) && isReached) wanted.push(what);
          }
      }
      expect(seen).toEqual(wanted);
    },
  );

  test("a role that was taken away is gone with the next statement, whatever the token says", async () => {
    const seenBy = () =>
      readAsPerson(api, admin, async (connection) => {
        const found = await connection.query("select id from workflow_executions");
        return found.rowCount;
      });
    expect(await seenBy()).toBe(2);
    await superuser.query("delete from user_roles where user_id = $1", [admin]);
    expect(await seenBy()).toBe(0);
    await superuser.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
    expect(await seenBy()).toBe(2);
  });

  test("events come by the one who asks, not by the one who is named, and the connection is nobody's afterwards", async () => {
    const { rows } = await superuser.query<{ execution_id: string }>(
      "select execution_id from execution_events where user_id = $1",
      [owner],
    );
    const seenBy = async (person: string) => {
      const found = await api.query("select from private.rated_events_after($1, $2, $3, 0, 100)", [
        claimsOf(person),
        rows[0]?.execution_id,
        owner,
      ]);
      return found.rowCount;
    };
    expect(await seenBy(owner)).toBe(rows.length);
    expect(await seenBy(another)).toBe(0);
    expect(await seenBy(admin)).toBe(rows.length);
    const after = await api.query(
      "select current_user as role, coalesce(current_setting('request.jwt.claims', true), '') as claims",
    );
    expect(after.rows).toEqual([{ role: "app_api", claims: "" }]);
    await expect(
      workers.query("select from private.rated_events_after($1, $2, $3, 0, 100)", [
        claimsOf(owner),
        rows[0]?.execution_id,
        owner,
      ]),
    ).rejects.toMatchObject(denied);
  });

  test("U17: the functions for admins ask who is one: people see nobody, and give and take no role", async () => {
    const asPerson = (person: string, statement: string) =>
      readAsPerson(api, person, async (connection) => (await connection.query(statement)).rowCount);
    const everybody = "select from private.people(null, null, null, null, 100)";
    const emails = `select from private.emails_of('{${owner},${another}}')`;
    expect(await asPerson(admin, everybody)).toBe(3);
    expect(await asPerson(admin, emails)).toBe(2);
    for (const person of [owner, another])
      for (const statement of [everybody, emails])
        expect(await asPerson(person, statement)).toBe(0);
    for (const person of [owner, another])
      for (const statement of [
        "select private.set_model_change('simulator', '{}')",
        "select private.undo_model_change('simulator')",
      ])
        await expect(
          writeForPerson(api, person, (connection) => connection.query(statement)),
        ).rejects.toMatchObject(denied);
    const change = (person: string) =>
      writeForPerson(api, person, async (connection) => {
        const done = await connection.query("select private.set_admin($1, true) as change", [
          person,
        ]);
        return done.rows;
      });
    expect(await change(another)).toEqual([{ change: "not_allowed" }]);
    expect(await asPerson(another, everybody)).toBe(0);
    // It is for the API's own role, which tells the audit trail who asked.
    await expect(
      asPerson(admin, `select private.set_admin('${another}', true)`),
    ).rejects.toMatchObject(denied);
    await expect(asPerson(admin, "select from auth.users")).rejects.toMatchObject(denied);
  });

  test.each([
    "select config from workflows",
    "select * from workflows",
    "select config -> 'api_key_encrypted' from workflows",
    "select to_jsonb(w) from workflows w",
    "select w from workflows w",
    "select id from workflows order by config",
    "select id from workflows where config ->> 'model' = 'simulator'",
    "copy workflows to stdout",
  ])("I10: the sealed key stays shut to its owner and to admins: %s", async (statement) => {
    for (const person of [owner, admin])
      await expect(
        readAsPerson(api, person, (connection) => connection.query(statement)),
      ).rejects.toMatchObject(denied);
  });
});

describe("the catalogue", () => {
  test("every table is walled in, and no function is open to everybody", async () => {
    expect(await wallComplaints(superuser)).toEqual([]);
  });

  test("a new table that forgot its wall is named with what it lacks", async () => {
    await superuser.query("begin");
    try {
      await superuser.query(`
        create table public.careless (user_id uuid, secret text);
        grant select on public.careless to public;
        grant select (secret) on public.careless to anon;
        grant select on public.careless to service_role;
        grant update on public.careless to authenticated;
        create table public.half (id uuid primary key);
        alter table public.half enable row level security;
        create policy open on public.half using (true);
        create view public.window as select * from public.workflows;
        create function private.peep() returns int language sql security definer as 'select 1';`);
      expect(await wallComplaints(superuser)).toEqual([
        "Everybody may run private.peep(): revoke it from public.",
        "SELECT is granted to anon on public.careless.secret: revoke it.",
        "SELECT is granted to public on public.careless: revoke it.",
        "SELECT is granted to service_role on public.careless: revoke it.",
        'The policy "open" on public.half is for everybody: name the roles it is for.',
        "UPDATE is granted to authenticated on public.careless: revoke it.",
        "anon may run private.peep().",
        "private.peep() does not pin its search_path.",
        "public.careless does not force row level security on its owner.",
        "public.careless has no index that begins with user_id, which its policies compare.",
        "public.careless has no policy: say who may see which of its rows.",
        "public.careless has no row level security: enable it in its migration.",
        "public.half does not force row level security on its owner.",
        "public.window is no table: what people may read through it is not checked here.",
      ]);
    } finally {
      await superuser.query("rollback");
    }
  });

  test("our roles own nothing, pass no policy, and can become nobody but clients", async () => {
    const roles = await superuser.query(
      `select rolname::text as role, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication as mighty,
         rolinherit as inherits,
         exists (select from pg_shdepend where refclassid = 'pg_authid'::regclass and refobjid = r.oid and deptype = 'o') as owns,
         array(select m.roleid::regrole::text from pg_auth_members m where m.member = r.oid order by 1) as becomes,
         has_schema_privilege(r.oid, 'public', 'create') or has_schema_privilege(r.oid, 'private', 'create')
           or has_database_privilege(r.oid, current_database(), 'create') as creates
       from pg_roles r where rolname in ('app_api', 'app_rotation', 'app_worker', 'anon', 'authenticated') order by 1`,
    );
    const harmless = { mighty: false, inherits: false, owns: false, becomes: [], creates: false };
    expect(roles.rows).toEqual([
      { ...harmless, role: "anon" },
      { ...harmless, role: "app_api", becomes: ["anon", "authenticated"] },
      { ...harmless, role: "app_rotation" },
      { ...harmless, role: "app_worker" },
      { ...harmless, role: "authenticated" },
    ]);
  });

  test("strangers reach neither the schema private nor what is in it", async () => {
    for (const statement of [
      "select private.is_admin()",
      "select private.claimed_user_id()",
      "select * from private.last_sequences('{}')",
      "select * from private.open_work()",
      "select * from private.person_by_token('')",
      "select * from private.people(null, null, null, null, 10)",
      "select * from private.emails_of('{}')",
      "select private.set_admin(gen_random_uuid(), true)",
      "select private.note_sign_in(gen_random_uuid())",
    ]) {
      await superuser.query("begin");
      await superuser.query("set local role anon");
      await expect(superuser.query(statement)).rejects.toMatchObject(denied);
      await superuser.query("rollback");
    }
  });
});
