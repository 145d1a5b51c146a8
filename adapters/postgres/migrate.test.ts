import { randomUUID } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { makeTestFolder } from "../../tools/testing/test-folder.ts";
import { until } from "../../tools/testing/until.ts";
import { startEmbeddedPostgres } from "../embedded-postgres/start-embedded-postgres.ts";
import { readAsPerson } from "./as-person.ts";
import { applyMissing, beginMigrating, migrate, missingMigrations } from "./migrate.ts";
import { createPool } from "./pools.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { drawOnce } from "./testing/draw-once.ts";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../tools/testing/start-debian-postgres.ts";
import { wallComplaints } from "./testing/wall-complaints.ts";

const folder = fileURLToPath(new URL("../../supabase/migrations/", import.meta.url));
const localUserId = "00000000-0000-4000-8000-000000000001";
const files = (await readdir(folder)).toSorted();

const debianNeeded = process.env["BUNCH_NO_SKIPS"] === "1";
if (!hasDebianPostgres && !debianNeeded)
  console.warn(
    "The migrations were not tried on Debian's PostgreSQL: it is not there (apt-get install postgresql-15).",
  );

/** A server of the version that this project of tests is for. */
function startServer(dataDir: string) {
  const packageFolder = inject("postgresPackage");
  const signal = AbortSignal.timeout(60_000);
  return startEmbeddedPostgres({ dataDir, signal, ...(packageFolder && { packageFolder }) });
}

/** Does one piece of work on a connection of its own. */
async function on<Value>(connectionString: string, work: (client: pg.Client) => Promise<Value>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** What must be so after any migration: walls, history, one picture drawn, and an admin who sees it. */
async function expectWhole(connectionString: string, asMighty: string): Promise<void> {
  expect(await on(asMighty, wallComplaints)).toEqual([]);
  expect(await on(connectionString, missingMigrations)).toEqual([]);
  const drawn = await drawOnce(connectionString, localUserId);
  expect(drawn).toMatchObject({
    execution: { status: "completed", counts: { completed: 1, costMicros: 40_000 } },
    lastSequence: 5,
    seenByStranger: null,
    deletes: true,
    deleted: null,
  });
  const admin = randomUUID();
  const api = createPool({ connectionString, role: "app_api", most: 1, onError: () => {} });
  const seen = () =>
    readAsPerson(api, admin, async (connection) => {
      const found = await connection.query("select id from workflow_executions");
      return found.rowCount;
    });
  expect(await seen()).toBe(0);
  await on(asMighty, async (client) => {
    await client.query("insert into auth.users (id) values ($1)", [admin]);
    await client.query("insert into public.user_roles (user_id, role) values ($1, 'admin')", [
      admin,
    ]);
  });
  expect(await seen()).toBe(1);
  await api.end();
}

describe("on the embedded PostgreSQL", () => {
  let dataDir: string;
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  beforeAll(async () => {
    dataDir = await makeTestFolder();
    server = await startServer(dataDir);
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function newDatabase(): Promise<string> {
    const name = `fresh_${randomUUID().replaceAll("-", "")}`;
    await on(server.connection.connectionString, (client) =>
      client.query(`create database ${name}`),
    );
    return server.connection.connectionString.replace("/postgres?", `/${name}?`);
  }

  test("a fresh database gets all files in order, and works", async () => {
    const connectionString = await newDatabase();
    expect(await migrate({ connectionString, localUserId })).toEqual(files);
    await expectWhole(connectionString, asSuperuser(connectionString));
  });

  test("the history is the one that `supabase db push` keeps: version, name and statements of each file", async () => {
    const connectionString = await newDatabase();
    await migrate({ connectionString, localUserId });
    const history = await on(connectionString, (client) =>
      client.query(
        "select version, name, statements from supabase_migrations.schema_migrations order by version",
      ),
    );
    const wanted = files.map(async (file) => ({
      version: file.slice(0, 14),
      name: file.slice(15).replace(".sql", ""),
      statements: [await readFile(folder + file, "utf8")],
    }));
    expect(history.rows).toEqual(await Promise.all(wanted));
    expect(files.every((file) => /^\d{14}_[a-z_]+\.sql$/.test(file))).toBe(true);
  });

  test("a second run applies nothing and changes nothing", async () => {
    const connectionString = await newDatabase();
    await migrate({ connectionString, localUserId });
    const look = () =>
      on(connectionString, (client) =>
        client.query(
          `select c.oid, c.relname, c.relacl::text, (select array_agg(p.oid) from pg_policy p where p.polrelid = c.oid) as policies
           from pg_class c where c.relnamespace in ('public'::regnamespace, 'auth'::regnamespace, 'supabase_migrations'::regnamespace)
           order by c.oid`,
        ),
      );
    const before = await look();
    expect(before.rows.length).toBeGreaterThan(8);
    expect(await migrate({ connectionString, localUserId })).toEqual([]);
    expect((await look()).rows).toEqual(before.rows);
  });

  test("of several that start at once one applies all, and the others find nothing left to do", async () => {
    const connectionString = await newDatabase();
    const applied = await Promise.all(
      [1, 2, 3, 4].map(() => migrate({ connectionString, localUserId })),
    );
    expect(applied.toSorted((a, b) => b.length - a.length)).toEqual([files, [], [], []]);
  });

  test("F22: while a backup reads the tables others go on working, and the migration waits for its turn", async () => {
    const connectionString = await newDatabase();
    const former = files.filter((file) => !file.includes("_retention"));
    await on(connectionString, async (client) => {
      await client.query("begin");
      await beginMigrating(client);
      await applyMissing(
        client,
        former.map((file) => file.slice(0, 14)),
      );
      await client.query("commit");
    });
    const left = files.filter((file) => !former.includes(file));
    const waits = () =>
      on(asSuperuser(connectionString), async (client) => {
        // Of this database alone: others wait in the same server, too.
        const found = await client.query(
          `select from pg_locks where not granted
             and database = (select oid from pg_database where datname = current_database())`,
        );
        return found.rowCount === 1;
      });
    await on(connectionString, async (backup) => {
      await backup.query("begin");
      await backup.query("select from public.workflow_executions");
      const migrating = migrate({ connectionString, localUserId });
      await until("the migration waits for a table", waits, { withinMs: 10_000 });
      const others = new pg.Client({ connectionString, query_timeout: 3000 });
      await others.connect();
      // Behind whoever waits for the whole table, everybody else waits too.
      await others
        .query("select from public.workflow_executions")
        .finally(() => others.end())
        .finally(() => backup.query("commit"));
      expect(await migrating).toEqual(left);
    });
  }, 40_000);

  test("what `supabase db push` has applied is not applied again: only the rest is", async () => {
    const connectionString = await newDatabase();
    const [first = "", ...rest] = files;
    await on(connectionString, async (client) => {
      await client.query(await readFile(new URL("shim.sql", import.meta.url), "utf8"));
      await client.query(await readFile(folder + first, "utf8"));
      await client.query(`
        create schema supabase_migrations;
        create table supabase_migrations.schema_migrations (version text not null primary key);
        alter table supabase_migrations.schema_migrations add column statements text[], add column name text;`);
      await client.query(
        "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)",
        [first.slice(0, 14), "workflows", ["split", "in", "many"]],
      );
    });
    expect(await migrate({ connectionString, localUserId })).toEqual(rest);
    await expectWhole(connectionString, asSuperuser(connectionString));
  });

  test("what fails leaves nothing behind: all files and their history are one transaction", async () => {
    const connectionString = await newDatabase();
    await on(connectionString, (client) => client.query("create table public.execution_events ()"));
    await expect(migrate({ connectionString, localUserId })).rejects.toThrow("already exists");
    const left = await on(connectionString, (client) =>
      client.query(
        "select nspname from pg_namespace where nspname in ('auth', 'private', 'supabase_migrations')",
      ),
    );
    expect(left.rows).toEqual([]);
  });
});

describe("on a database that looks like Supabase", () => {
  let dataDir: string;
  let server: Awaited<ReturnType<typeof startEmbeddedPostgres>>;
  let connectionString: string;
  beforeAll(async () => {
    dataDir = await makeTestFolder();
    server = await startServer(dataDir);
    ({ connectionString } = server.connection);
    // As a hosted project has it, down to the rights that it gives its client roles on every new table and function.
    await on(server.superuserConnectionString, (client) =>
      client.query(`
        create role supabase_auth_admin noinherit createrole;
        create role anon nologin noinherit;
        create role authenticated nologin noinherit;
        create role service_role nologin noinherit bypassrls;
        grant anon, authenticated, service_role to postgres with admin option;
        create schema auth authorization supabase_auth_admin;
        create table auth.users (instance_id uuid, id uuid primary key, email varchar(255), created_at timestamptz, is_anonymous boolean not null default false);
        alter table auth.users enable row level security;
        alter table auth.users owner to supabase_auth_admin;
        create function auth.uid() returns uuid language sql stable as $$
          select coalesce(nullif(current_setting('request.jwt.claim.sub', true), ''),
            (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub'))::uuid $$;
        alter function auth.uid() owner to supabase_auth_admin;
        grant usage on schema auth to anon, authenticated, service_role, postgres;
        grant all on auth.users to postgres;
        alter default privileges for role postgres in schema public grant all on tables to anon, authenticated, service_role;
        alter default privileges for role postgres in schema public grant all on functions to anon, authenticated, service_role;
        alter default privileges for role postgres in schema public grant all on sequences to anon, authenticated, service_role;
        grant usage on schema public to anon, authenticated, service_role;
      `),
    );
  });
  afterAll(async () => {
    await server?.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  test("the shim stays away: users, their functions and roles are as Supabase made them", async () => {
    const look = () =>
      on(connectionString, (client) =>
        client.query(
          `select oid::regprocedure::text as what, proowner::regrole::text as owner, prosrc as how
             from pg_proc where pronamespace = 'auth'::regnamespace
           union all
           select attname, (select relowner::regrole::text from pg_class where oid = attrelid), atttypid::regtype::text
             from pg_attribute where attrelid = 'auth.users'::regclass and attnum > 0
           order by 1`,
        ),
      );
    const before = await look();
    expect(await migrate({ connectionString, localUserId })).toEqual(files);
    expect((await look()).rows).toEqual(before.rows);
    expect(await migrate({ connectionString, localUserId })).toEqual([]);
  });

  test("U21: what Supabase grants on every new table is taken back: the walls stand and the sealed key stays shut", async () => {
    await migrate({ connectionString, localUserId });
    await expectWhole(connectionString, server.superuserConnectionString);
    await on(server.superuserConnectionString, async (client) => {
      for (const [role, statement] of [
        ["authenticated", "select config from workflows"],
        ["authenticated", "truncate workflow_executions cascade"],
        ["anon", "select id from workflows"],
        ["anon", "select id from workers"],
        ["service_role", "select config from workflows"],
        ["service_role", "select sealed from provider_keys"],
        ["service_role", "select token_hash from api_tokens"],
        ["service_role", "insert into user_roles select id, 'admin' from auth.users"],
      ] as const) {
        await client.query(`set role ${role}`);
        await expect(client.query(statement), statement).rejects.toMatchObject({ code: "42501" });
        await client.query("reset role");
      }
    });
  });
});

describe.skipIf(!hasDebianPostgres && !debianNeeded)("on Debian's PostgreSQL 15", () => {
  let server: Awaited<ReturnType<typeof startDebianPostgres>>;
  beforeAll(async () => {
    server = await startDebianPostgres();
  });
  afterAll(() => server?.stop());

  test("the login may be a superuser, who is bound by the same walls", async () => {
    const connectionString = server.connectionStringOf("root");
    expect(await migrate({ connectionString, localUserId })).toEqual(files);
    expect(await migrate({ connectionString, localUserId })).toEqual([]);
    await expectWhole(connectionString, connectionString);
  });

  test.each(["inherit", "noinherit"])(
    "or somebody who only owns the database and may create roles (%s)",
    async (inherits) => {
      const login = `owner_who_${inherits}s`;
      const mighty = server.connectionStringOf("root", login);
      await on(server.connectionStringOf("root"), async (client) => {
        await client.query(`create role ${login} login createrole ${inherits}`);
        await client.query(`create database ${login} owner ${login}`);
      });
      await on(mighty, (client) => client.query(`grant create on schema public to ${login}`));
      const connectionString = server.connectionStringOf(login, login);
      expect(await migrate({ connectionString, localUserId })).toEqual(files);
      expect(await migrate({ connectionString, localUserId })).toEqual([]);
      await expectWhole(connectionString, mighty);
      // L10: of what was there before, deleted batches included, that login sums as much as was kept since.
      const sums = () => on(mighty, (client) => client.query("select * from used_by_day"));
      const kept = (await sums()).rows;
      expect(kept).toMatchObject([{ executions: 2, spent_micros: "40000" }]);
      const sql = await readFile(`${folder}20261129000100_used_by_day.sql`, "utf8");
      await on(mighty, (client) => client.query("delete from used_by_day"));
      await on(connectionString, (client) =>
        client.query(
          sql.slice(sql.lastIndexOf("insert into public.used_by_day"), sql.lastIndexOf("end\n$$;")),
        ),
      );
      expect((await sums()).rows).toEqual(kept);
      // A1: so it does of calls, whoever they are of.
      await on(mighty, (client) => client.query("select private.add_up_analytics(1000)"));
      const calls = () =>
        on(mighty, (client) =>
          client.query("select * from analytics_sums where kind = 'call' order by 1, 2, 3, 4, 5"),
        );
      const told = (await calls()).rows;
      expect(told.length).toBeGreaterThan(0);
      const analytics = await readFile(`${folder}20261130000100_analytics.sql`, "utf8");
      await on(mighty, (client) => client.query("delete from analytics_sums"));
      await on(connectionString, (client) =>
        client.query(
          analytics.slice(
            analytics.indexOf("  insert into public.analytics_sums (user_id"),
            analytics.lastIndexOf("end\n$$;"),
          ),
        ),
      );
      expect((await calls()).rows).toEqual(told);
    },
  );
});
