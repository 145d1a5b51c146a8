import { readAsPerson } from "@bunch/adapters/postgres/as-person";
import { asSuperuser } from "@bunch/adapters/postgres/testing/as-superuser";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { createTestDatabase, testUserId } from "../../testing/test-database.ts";
import { clientQueries } from "./client-queries.ts";
import type { ClientQuery } from "./open-stores.ts";
import { fillDatabase } from "./fill-database.ts";
import { measureQueries } from "./measure-queries.ts";

/** Tables that grow with every batch; the others have a row a process, an account or a thing to be removed. */
const growing = new Set([
  "workflow_executions",
  "workflow_batch_results",
  "result_attempts",
  "execution_events",
  "workflows",
  "searched_texts",
  "deleted_executions",
  "audit_events",
]);
let connectionString: string;
let drop: () => Promise<void>;
let measure: (queries: readonly ClientQuery[]) => ReturnType<typeof measureQueries>;

beforeAll(async () => {
  const database = await createTestDatabase(inject("postgres"));
  ({ connectionString, drop } = database);
  const filled = await fillDatabase({
    connectionString: asSuperuser(connectionString),
    results: 30_000,
    owner: testUserId,
  });
  measure = (queries) => measureQueries(queries, { connectionString, filled, times: 1 });
});
afterAll(() => drop?.());

test("no question of a client reads a table whole that grows, and none of the stores' verbs is left unasked", async () => {
  const { measured, unasked } = await measure(clientQueries);
  const readWhole = measured.flatMap(({ name, readWhole: tables }) =>
    tables.filter((table) => growing.has(table)).map((table) => `${name}: ${table}`),
  );
  expect(readWhole).toEqual([]);
  expect(unasked).toEqual([]);
});

test("a question that reads a table whole is told, and so are verbs that nobody asks", async () => {
  const { measured, unasked } = await measure([
    { name: "a batch", ask: ({ views }) => views.lastSequences({ executionIds: [] }) },
    {
      name: "a careless one",
      // Whose results they are is said by the policies alone.
      ask: (_stores, _filled, pool) =>
        readAsPerson(pool, testUserId, (connection) =>
          connection.query("select id from workflow_batch_results where prompt_text like '%x%'"),
        ),
    },
  ]);
  expect(measured.map(({ readWhole }) => readWhole)).toEqual([[], ["workflow_batch_results"]]);
  expect(unasked).toContain("views.find");
});
