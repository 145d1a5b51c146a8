import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase } from "../../tools/testing/test-database.ts";
import { createRequestCounter } from "./request-counter.ts";
import { type Query, sweepCounts } from "./sweep-counts.ts";

const log = { info: () => {}, warn: () => {}, error: () => {} };
const userId = randomUUID();
let drop: () => Promise<void>;
let pool: pg.Pool;
let owner: pg.Pool;
const query: Query = (text, values) => pool.query(text, values);

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  const { connectionString } = database;
  drop = database.drop;
  pool = new pg.Pool({ connectionString, max: 4, options: "-c role=app_api" });
  owner = new pg.Pool({ connectionString, max: 1 });
  for (const one of [pool, owner]) one.on("error", () => {});
});
afterAll(async () => {
  await Promise.all([pool, owner].map((one) => one?.end()));
  await drop?.();
});

test("L3: requests of a minute are counted one by one, looking counts nothing, and a new minute begins at nothing", async () => {
  const { counter, close } = createRequestCounter({ query, redisUrl: undefined, log });
  expect(await counter.look({ userId })).toEqual({ requests: 0, endsInMs: 60_000 });
  const counts = await Promise.all(Array.from({ length: 20 }, () => counter.count({ userId })));
  expect(counts.map(({ requests }) => requests).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: 20 }, (_, number) => number + 1),
  );
  expect((await counter.look({ userId })).requests).toBe(20);
  // As if the minute were over.
  await query("update private.request_counts set expire = expire - 60000", []);
  expect((await counter.count({ userId })).requests).toBe(1);
  expect((await counter.count({ userId: randomUUID() })).requests).toBe(1);
  await close();
});

test("L3: counts of minutes that are over are swept, a bounded number at once, and no other", async () => {
  await query("delete from private.request_counts", []);
  await query(
    `insert into private.request_counts select 'old ' || n, 1, $1 from generate_series(1, 1500) n`,
    [Date.now() - 61_000],
  );
  await query("insert into private.request_counts values ('new', 1, $1)", [Date.now() + 30_000]);
  expect(await sweepCounts(query)).toBe(1000);
  expect(await sweepCounts(query)).toBe(500);
  expect((await query("select key from private.request_counts", [])).rows).toEqual([
    { key: "new" },
  ]);
});

test("L3: nobody but the API reads or changes the counts", async () => {
  for (const role of ["authenticated", "anon", "app_worker"]) {
    const connection = await owner.connect();
    try {
      await connection.query("begin");
      await connection.query("select set_config('role', $1, true)", [role]);
      await expect(connection.query("select from private.request_counts")).rejects.toMatchObject({
        code: "42501",
      });
    } finally {
      await connection.query("rollback");
      connection.release();
    }
  }
});
