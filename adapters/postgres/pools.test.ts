import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../tools/testing/test-database.ts";
import { readAsPerson, writeForPerson } from "./as-person.ts";
import { createExecutionStore } from "./execution-store.ts";
import { createExecutionViews } from "./execution-views.ts";
import { createPool, type Pool } from "./pools.ts";
import { asLogin, asSuperuser } from "./testing/as-superuser.ts";
import { oneOfEverything } from "./testing/one-of-everything.ts";
import { rights } from "./testing/rights.ts";

const owner = testUserId;
const another = randomUUID();
const denied = { code: "42501" };
let connectionString: string;
let drop: () => Promise<void>;
let api: Pool;
let superuser: pg.Client;
let executionOfAnother: string;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  ({ connectionString, drop } = database);
  const onError = () => {};
  api = createPool({ connectionString, role: "app_api", most: 1, onError });
  const workers = createPool({ connectionString, role: "app_worker", most: 1, onError });
  superuser = new pg.Client({ connectionString: asSuperuser(connectionString) });
  await superuser.connect();
  await superuser.query("insert into auth.users (id) values ($1)", [another]);
  await oneOfEverything({ api, workers }, owner);
  executionOfAnother = await oneOfEverything({ api, workers }, another);
  await workers.end();
});

afterAll(async () => {
  await superuser?.end();
  await api?.end();
  await drop?.();
});

describe("a connection that forgot something", () => {
  test.each(["by set role", "by its own login"])(
    "the API without claims sees and changes nothing, %s",
    async (how) => {
      const pool =
        how === "by set role"
          ? api
          : createPool({
              connectionString: asLogin(connectionString, "app_api"),
              role: null,
              most: 1,
              onError: () => {},
            });
      for (const [table, listed] of Object.entries(rights)) {
        const reading = pool.query(`select count(*)::int as rows from ${table}`);
        if (listed.app_api) expect((await reading).rows).toEqual([{ rows: 0 }]);
        else await expect(reading).rejects.toMatchObject(denied);
      }
      expect((await pool.query("update workflow_executions set name = 'x'")).rowCount).toBe(0);
      for (const role of ["app_worker", "service_role", "postgres"])
        if (how === "by its own login")
          await expect(pool.query(`set role ${role}`)).rejects.toMatchObject(denied);
      if (pool !== api) await pool.end();
    },
  );

  test("a login that may not become app_api gets no connection at all, rather than one as itself", async () => {
    const pool = createPool({
      connectionString: asLogin(connectionString, "app_worker"),
      role: "app_api",
      most: 1,
      onError: () => {},
    });
    await expect(pool.query("select current_user")).rejects.toMatchObject(denied);
    await expect(pool.query("select current_user")).rejects.toMatchObject(denied);
    await pool.end();
  });
});

describe("one connection for all people", () => {
  const seenBy = (userId: string) =>
    readAsPerson(api, userId, async (connection) => {
      const found = await connection.query<{ user_id: string }>(
        "select distinct user_id from workflow_executions",
      );
      return found.rows.map((row) => row.user_id);
    });
  const leftOver = async () =>
    (
      await api.query(
        `select current_user::text as role, coalesce(current_setting('request.jwt.claims', true), '') as claims,
           pg_backend_pid() as pid`,
      )
    ).rows[0];

  test("a hundred requests of two people at once see their own each, and leave no claims behind", async () => {
    const people = Array.from({ length: 100 }, (_, number) => (number % 2 ? owner : another));
    const seen = await Promise.all(people.map(seenBy));
    expect(seen).toEqual(people.map((userId) => [userId]));
    expect(await leftOver()).toMatchObject({ role: "app_api", claims: "" });
  });

  test("claims end with their transaction, also when it ends in an error", async () => {
    const { pid } = await leftOver();
    const faults: ((connection: pg.PoolClient) => Promise<unknown>)[] = [
      (connection) => connection.query("select 1 / 0"),
      (connection) => connection.query("select nonsense"),
      () => Promise.reject(new Error("ours")),
      (connection) => connection.query("set local statement_timeout = 1; select pg_sleep(1)"),
      (connection) => connection.query("update workflow_executions set results_count = -1"),
    ];
    for (const fault of faults)
      for (const asWhom of [readAsPerson, writeForPerson]) {
        await expect(asWhom(api, owner, fault)).rejects.toThrow();
        expect(await leftOver()).toEqual({ role: "app_api", claims: "", pid });
        expect(await seenBy(another)).toEqual([another]);
      }
  });

  test("a connection that dies within a transaction is replaced by one that is app_api again", async () => {
    const { pid } = await leftOver();
    await expect(
      readAsPerson(api, owner, async (connection) => {
        await superuser.query("select pg_terminate_backend($1)", [pid]);
        return connection.query("select 1");
      }),
    ).rejects.toThrow();
    const after = await leftOver();
    expect(after).toMatchObject({ role: "app_api", claims: "" });
    expect(after.pid).not.toBe(pid);
    expect(await seenBy(another)).toEqual([another]);
  });

  test("U18: on one connection an admin and others take turns, and each sees what is theirs to see", async () => {
    const admin = randomUUID();
    await superuser.query("insert into auth.users (id) values ($1)", [admin]);
    await superuser.query("insert into user_roles (user_id, role) values ($1, 'admin')", [admin]);
    const views = createExecutionViews(api);
    const executionId = executionOfAnother;
    const sees = async (userId: string) => {
      const page = { userId, executionId, status: null, fromSlot: null, limit: 1, cursor: null };
      const [found, results, events] = [
        await views.find({ userId, executionId }),
        await views.results(page),
        await views.eventsAfter({ ...page, ownerId: another, sequence: 0 }),
      ];
      return [found?.ownerId ?? null, results?.items.length ?? null, events.length];
    };
    const turns = Array.from({ length: 30 }, (_, turn) => [admin, owner, another][turn % 3] ?? "");
    const seen = await Promise.all(turns.map(sees));
    for (const [turn, person] of turns.entries())
      expect(seen[turn]).toEqual(person === owner ? [null, null, 0] : [another, 1, 1]);
    await superuser.query("delete from user_roles where user_id = $1", [admin]);
    expect(await sees(admin)).toEqual([null, null, 0]);
    expect(await sees(another)).toEqual([another, 1, 1]);
  });

  test("nobody writes into another's batch, even with its id", async () => {
    const executions = createExecutionStore(api);
    const views = createExecutionViews(api);
    const executionId = executionOfAnother;
    const found = await executions.change({
      userId: owner,
      cameBy: { by: "local", ip: null },
      executionId,
      decide: () => ({ do: "cancel" }),
      sealKey: () => ({ encrypted: "", iv: "", authTag: "", salt: "", keyId: "" }),
    });
    expect(found).toBe(false);
    expect(await views.find({ userId: owner, executionId })).toBeNull();
    expect((await views.find({ userId: another, executionId }))?.status).toBe("processing");
    await expect(
      writeForPerson(api, owner, (connection) =>
        connection.query(
          "insert into workflows (id, user_id, prompts, config) values (gen_random_uuid(), $1, '{}', '{}')",
          [another],
        ),
      ),
    ).rejects.toMatchObject(denied);
  });
});
