import { randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";
import type { TableFilling, TableSnapshot } from "@bunch/core/ports/table-copy";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import {
  hasDebianPostgres,
  startDebianPostgres,
} from "../../tools/testing/start-debian-postgres.ts";
import { testUserId } from "../../tools/testing/test-database.ts";
import { fillTables } from "./copy-tables-in.ts";
import { openTableSnapshot } from "./copy-tables-out.ts";
import { applyMissing, beginMigrating, migrate, missingMigrations } from "./migrate.ts";
import { createPool } from "./pools.ts";
import { allRows } from "./testing/all-rows.ts";
import { asSuperuser } from "./testing/as-superuser.ts";
import { oneOfEverything } from "./testing/one-of-everything.ts";
import { wallComplaints } from "./testing/wall-complaints.ts";

const signal = AbortSignal.timeout(120_000);
const debianNeeded = process.env["BUNCH_NO_SKIPS"] === "1";

async function on<Value>(connectionString: string, work: (client: pg.Client) => Promise<Value>) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Reads a snapshot into memory, as what can be filled in. */
async function taken(connectionString: string): Promise<TableFilling> {
  const snapshot: TableSnapshot = await openTableSnapshot({ connectionString, signal });
  try {
    const rows = new Map<string, Buffer>();
    for (const table of snapshot.tables) rows.set(table.name, await buffer(snapshot.rowsOf(table)));
    return {
      ...snapshot,
      keepTokens: true,
      signal,
      async *rowsOf({ name }) {
        yield rows.get(name) ?? Buffer.alloc(0);
      },
    };
  } finally {
    await snapshot.close();
  }
}

async function fillWithEverything(connectionString: string): Promise<void> {
  await migrate({ connectionString, localUserId: testUserId });
  const onError = () => {};
  const api = createPool({ connectionString, role: "app_api", most: 1, onError });
  const workers = createPool({ connectionString, role: "app_worker", most: 2, onError });
  await oneOfEverything({ api, workers }, testUserId);
  await Promise.all([api.end(), workers.end()]);
}

/** All of it is there again, by whoever looks; apart from the pause, what is told nobody any more, and who works there. */
async function expectSame(from: string, to: string): Promise<void> {
  const [before, after] = [await allRows(from), await allRows(to)];
  expect(Object.keys(before).length).toBeGreaterThan(10);
  for (const [table, rows] of Object.entries(before)) {
    const same = new Set(rows.map((row) => JSON.stringify(row)));
    const found = (after[table] ?? []).filter((row) => same.has(JSON.stringify(row)));
    const mayDiffer = [
      "public.workers",
      "public.workflow_executions",
      "public.webhook_deliveries",
    ].includes(table);
    if (mayDiffer) expect(after[table]).toHaveLength(rows.length);
    else expect(found, table).toHaveLength(rows.length);
  }
  expect(after["public.audit_events"]).toEqual(before["public.audit_events"]);
  expect(await on(to, missingMigrations)).toEqual([]);
}

describe("on the embedded PostgreSQL", () => {
  const made: string[] = [];
  async function newDatabase(): Promise<string> {
    const name = `copied_${randomUUID().replaceAll("-", "")}`;
    made.push(name);
    await on(inject("postgres"), (client) => client.query(`create database ${name}`));
    return inject("postgres").replace("/postgres?", `/${name}?`);
  }
  afterAll(async () => {
    for (const name of made)
      await on(inject("postgres"), (client) =>
        client.query(`drop database if exists ${name} with (force)`),
      );
  });

  test("B1: every table that the catalogue knows is copied, each after those it points to", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    await on(asSuperuser(from), (client) =>
      client.query(
        `update workflow_batch_results
         set status = 'completed', object_path = 'x/y.png', rating = 4, rejected = true
         where status = 'pending'`,
      ),
    );
    const filling = await taken(from);
    expect(filling.tables.map(({ name }) => name).toSorted()).toEqual(
      Object.keys(await allRows(asSuperuser(from))).toSorted(),
    );
    expect(await fillTables(to, filling)).toEqual({ paused: 1, revokedTokens: 0 });
    await expectSame(asSuperuser(from), asSuperuser(to));
    expect(await on(asSuperuser(to), wallComplaints)).toEqual([]);
  });

  test("B6: tokens are revoked unless they are to be kept, and stay as they were where they had ended", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    const tokens = async (connectionString: string) =>
      (await allRows(asSuperuser(connectionString)))["public.api_tokens"] ?? [];
    const usable = (await tokens(from)).filter(({ revoked_at: at }) => at === null);
    expect(usable.length).toBeGreaterThan(0);
    const filling = { ...(await taken(from)), keepTokens: false };
    expect(await fillTables(to, filling)).toEqual({ paused: 1, revokedTokens: usable.length });
    expect((await tokens(to)).filter(({ revoked_at: at }) => at === null)).toEqual([]);
    expect(await on(asSuperuser(to), wallComplaints)).toEqual([]);
  });

  test("H9: what was still to be told is given up, and the pause of a restore is not told", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    await on(from, (client) =>
      client.query("update webhook_endpoints set events = '{execution.paused}'"),
    );
    const deliveries = async (connectionString: string) =>
      (await allRows(asSuperuser(connectionString)))["public.webhook_deliveries"] ?? [];
    const before = await deliveries(from);
    expect(before.map(({ state }) => state)).toEqual(["pending"]);
    expect(await fillTables(to, await taken(from))).toMatchObject({ paused: 1 });
    const after = await deliveries(to);
    expect(after).toMatchObject([{ id: before[0]?.["id"], state: "failed", tries: 0 }]);
  });

  test("B1: numbers that a table gives its rows go on where they were", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    await on(from, (client) =>
      client.query(
        "create sequence public.counted owned by public.workflows.name; select setval('counted', 42)",
      ),
    );
    await on(to, (client) => client.query("create sequence public.counted"));
    await fillTables(to, await taken(from));
    const next = await on(to, (client) => client.query("select nextval('counted')::int as next"));
    expect(next.rows).toEqual([{ next: 43 }]);
  });

  test("B3: what an older schema held is restored as that schema and migrated from there", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    const oldest = ["20261123000100", "20261123000200"];
    const ids = { workflow: randomUUID(), execution: randomUUID(), result: randomUUID() };
    await on(from, async (client) => {
      await client.query("begin");
      await beginMigrating(client);
      await applyMissing(client, oldest);
      await client.query("insert into auth.users (id) values ($1)", [testUserId]);
      await client.query(
        "insert into workflows (id, user_id, prompts, config) values ($1, $2, '{a}', '{}')",
        [ids.workflow, testUserId],
      );
      await client.query(
        `insert into workflow_executions (id, workflow_id, user_id, model, settings, estimate, prompts_count, results_count, pending_count)
         values ($1, $2, $3, 'm', '{}', '{}', 1, 1, 1)`,
        [ids.execution, ids.workflow, testUserId],
      );
      await client.query(
        `insert into workflow_batch_results (id, execution_id, user_id, batch_index, variation, prompt_text)
         values ($1, $2, $3, 0, 0, 'a')`,
        [ids.result, ids.execution, testUserId],
      );
      await client.query("commit");
    });
    const filling = await taken(from);
    expect(filling.migrations).toEqual(oldest);
    expect(await fillTables(to, filling)).toEqual({ paused: 1, revokedTokens: 0 });
    expect(await on(to, missingMigrations)).toEqual([]);
    const rows = await allRows(asSuperuser(to));
    expect(rows["public.workflow_batch_results"]).toMatchObject([
      { id: ids.result, prompt_text: "a", renditions_tries: 0 },
    ]);
    expect(rows["public.workflow_executions"]).toMatchObject([
      { status: "paused", paused_reason: { code: "restored" } },
    ]);
    expect(await migrate({ connectionString: to, localUserId: testUserId })).toEqual([]);
  });

  test("B3: a backup of a newer schema, and a database that a newer program has used, are refused by name", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    const filling = await taken(from);
    const newer = { ...filling, migrations: [...filling.migrations, "20990101000100"] };
    await expect(fillTables(to, newer)).rejects.toThrow(
      "made by a newer Bunch: this one does not know 20990101000100",
    );
    expect(await allRows(asSuperuser(to))).toEqual({});
    const history =
      "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)";
    await on(from, (client) =>
      client.query(history, ["20980101000100", "theirs", ["create table public.shops ()"]]),
    );
    expect(await migrate({ connectionString: from, localUserId: null })).toEqual([]);
    await on(from, (client) =>
      client.query(history, ["20990101000100", "later", ["alter table workflows add later int"]]),
    );
    await expect(migrate({ connectionString: from, localUserId: null })).rejects.toThrow(
      /last used by a newer Bunch: this one does not know 20990101000100_later\. Nothing was changed\. Update/,
    );
  });

  test("F22: in a deploy an older server starts on what newer ones have added, and is refused what they have taken away", async () => {
    const connectionString = await newDatabase();
    const inDeploy = { connectionString, localUserId: null, inDeploy: true };
    await migrate(inDeploy);
    const history =
      "insert into supabase_migrations.schema_migrations (version, name, statements) values ($1, $2, $3)";
    const added = ["20990101000100", "later", ["alter table workflows add later int"]];
    await on(connectionString, (client) => client.query(history, added));
    expect(await migrate(inDeploy)).toEqual([]);
    await expect(migrate({ connectionString, localUserId: null })).rejects.toThrow(
      "20990101000100",
    );
    const contracted = [
      "20990201000100",
      "contract_names",
      ["alter table workflows drop column name"],
    ];
    await on(connectionString, (client) => client.query(history, contracted));
    await expect(migrate(inDeploy)).rejects.toThrow(
      "does not know 20990201000100_contract_names. Nothing was changed",
    );
  });

  test("B2: a database that holds something is refused, and rows that break leave nothing behind", async () => {
    const [from, to] = [await newDatabase(), await newDatabase()];
    await fillWithEverything(from);
    const filling = await taken(from);
    await expect(fillTables(from, filling)).rejects.toThrow(/already holds tables of Bunch/);
    const broken: TableFilling = {
      ...filling,
      async *rowsOf(table) {
        yield* filling.rowsOf(table);
        if (table.name === "public.workflows") yield Buffer.from("no row\n");
      },
    };
    await expect(fillTables(to, broken)).rejects.toThrow(/invalid input syntax|missing data/);
    expect(await allRows(asSuperuser(to))).toEqual({});
    expect(await fillTables(to, filling)).toEqual({ paused: 1, revokedTokens: 0 });
  });

  test("B1: a copy that is called off ends at once and leaves no connection behind", async () => {
    const from = await newDatabase();
    await fillWithEverything(from);
    const calling = new AbortController();
    const snapshot = await openTableSnapshot({ connectionString: from, signal: calling.signal });
    calling.abort();
    const table = snapshot.tables[0];
    if (!table) throw new Error("There is no table.");
    await expect(buffer(snapshot.rowsOf(table))).rejects.toThrow();
    await snapshot.close();
  });
});

describe.skipIf(!hasDebianPostgres && !debianNeeded)("on Debian's PostgreSQL 15", () => {
  let server: Awaited<ReturnType<typeof startDebianPostgres>>;
  beforeAll(async () => {
    server = await startDebianPostgres();
  });
  afterAll(() => server?.stop());

  test.each(["inherit", "noinherit"])(
    "B1, B2: a login that is bound by the walls itself (%s) backs up every row and restores it behind them",
    async (inherits) => {
      const login = `copier_who_${inherits}s`;
      await on(server.connectionStringOf("root"), (client) =>
        client.query(`create role ${login} login createrole ${inherits}`),
      );
      const names = [`${login}_from`, `${login}_to`] as const;
      for (const name of names) {
        await on(server.connectionStringOf("root"), (client) =>
          client.query(`create database ${name} owner ${login}`),
        );
        await on(server.connectionStringOf("root", name), (client) =>
          client.query(`grant create on schema public to ${login}`),
        );
      }
      const [from, to] = names.map((name) => server.connectionStringOf(login, name)) as [
        string,
        string,
      ];
      await fillWithEverything(from);
      await expect(fillTables(to, await taken(from))).resolves.toEqual({
        paused: 1,
        revokedTokens: 0,
      });
      const mighty = names.map((name) => server.connectionStringOf("root", name));
      await expectSame(mighty[0] ?? "", mighty[1] ?? "");
      expect(await on(mighty[1] ?? "", wallComplaints)).toEqual([]);
    },
  );
});
